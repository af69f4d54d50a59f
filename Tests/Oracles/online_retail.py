#!/usr/bin/env python3
"""Figures of the invoices of online_retail, from the raw daily files alone, as one JSON object.

  online_retail.py BY-DAY.TAR.GZ

Knows nothing of events: invoices are added up, and each credit note is set against the latest
earlier invoice of its customer that can hold it.
"""
import collections
import csv
import io
import json
import sys
import tarfile


def documents(path):
    """Every document with its lines (product, pieces, pence), in order of its first minute."""
    rows = collections.OrderedDict()
    with tarfile.open(path) as archive:
        names = sorted(name for name in archive.getnames() if name.endswith(".csv"))
        for name in names:
            text = io.TextIOWrapper(archive.extractfile(name), "utf-8", newline="")
            for row in csv.DictReader(text):
                rows.setdefault(row["InvoiceNo"], []).append(row)
    found = []
    for place, (number, lines) in enumerate(rows.items()):
        minute = min(line["InvoiceDate"] for line in lines)
        found.append((minute, place, number, lines))
    found.sort(key=lambda document: document[:2])
    for minute, _, number, lines in found:
        customer = lines[0]["CustomerID"].split(".")[0]
        goods = [(line["StockCode"], int(line["Quantity"]), pence(line["UnitPrice"]))
                 for line in lines]
        yield minute, number, customer, goods, lines[0]["Country"]


def pence(price):
    """A price in pounds, to whole pence; a half goes to the even one."""
    pounds, _, fraction = price.lstrip("-").partition(".")
    tenths = int(pounds) * 1000 + int((fraction + "000")[:3])
    whole, rest = divmod(tenths, 10)
    if rest > 5 or (rest == 5 and whole % 2):
        whole += 1
    return -whole if price.startswith("-") else whole


class Invoice:
    def __init__(self, goods, country):
        self.country = country
        self.total = sum(pieces * price for _, pieces, price in goods)
        self.remaining = self.total
        self.pieces = collections.defaultdict(int)
        for product, pieces, _ in goods:
            self.pieces[product] += pieces
        self.is_whole = True
        self.is_cancelled = False
        self.refunded = 0

    def can_hold(self, back, amount):
        return self.remaining >= amount and all(
            self.pieces.get(product, 0) >= pieces for product, pieces in back.items())

    def take_back(self, back, amount):
        left = {product: pieces for product, pieces in self.pieces.items() if pieces}
        taken = {product: pieces for product, pieces in back.items() if pieces}
        self.is_cancelled = self.is_whole and left == taken and self.remaining == amount
        if not self.is_cancelled:
            self.refunded += amount
        self.is_whole = False
        self.remaining -= amount
        for product, pieces in back.items():
            self.pieces[product] -= pieces


def main():
    invoices = collections.defaultdict(list)
    loose = []
    months = collections.Counter()
    countries = collections.defaultdict(lambda: [0, 0, 0])
    for minute, number, customer, goods, country in documents(sys.argv[1]):
        if number.startswith("A") or (
                not number.startswith("C") and all(pieces < 0 for _, pieces, _ in goods)):
            continue
        if not number.startswith("C"):
            invoice = Invoice(goods, country)
            invoice.month = minute[:7]
            invoices[customer].append(invoice)
            continue
        back = collections.Counter()
        for product, pieces, _ in goods:
            back[product] -= pieces
        amount = -sum(pieces * price for _, pieces, price in goods)
        holders = [i for i in reversed(invoices[customer]) if i.can_hold(back, amount)]
        if customer and holders:
            holders[0].take_back(back, amount)
        else:
            loose.append(amount)
    every = [invoice for list_ in invoices.values() for invoice in list_]
    for invoice in every:
        months[invoice.month] += invoice.total
        sums = countries[invoice.country]
        sums[0] += 1
        sums[1] += invoice.total
        sums[2] += 0 if invoice.is_cancelled else invoice.total - invoice.refunded
    net = {customer: sum(0 if i.is_cancelled else i.total - i.refunded for i in list_)
           for customer, list_ in invoices.items() if customer and list_}
    json.dump({
        "placed": len(every), "placedSum": sum(i.total for i in every),
        "cancelled": sum(i.is_cancelled for i in every),
        "cancelledSum": sum(i.total for i in every if i.is_cancelled),
        "refundedSum": sum(i.refunded for i in every) + sum(loose), "loose": len(loose),
        "months": months, "countries": countries,
        "ranking": sorted(net.items(), key=lambda item: (-item[1], item[0])),
    }, sys.stdout)


if __name__ == "__main__":
    main()
