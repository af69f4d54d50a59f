# How many customers, visitors and links there are, from the invoices alone.
import csv, io, json, os, sys, tarfile
from collections import defaultdict
rows = defaultdict(list)
with tarfile.open(os.path.join(sys.argv[1], 'by-day.tar.gz'), 'r:gz') as tar:
    for m in tar.getmembers():
        if m.name.endswith('.csv'):
            for r in csv.DictReader(io.TextIOWrapper(tar.extractfile(m), encoding='utf-8', newline='')): rows[r['InvoiceNo']].append(r)
customers, pairs, guests = set(), set(), 0
for number, lines in rows.items():
    if number[0] in 'AC' or all(int(r['Quantity']) < 0 for r in lines): continue
    who = lines[0]['CustomerID'].split('.')[0]
    if who: customers.add(who); pairs.add((who, lines[0]['Country']))
    else: guests += 1
print(json.dumps(dict(persons=len(customers), links=len(pairs), visitors=len(pairs) + guests)))
