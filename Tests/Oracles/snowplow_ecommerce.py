# Sessions, pages, products, carts, checkouts, orders and identities from the tracker's tables alone.
import csv, gzip, json, os, sys
from datetime import datetime, timedelta
from collections import defaultdict
from decimal import Decimal
here = sys.argv[1]
def table(name):
    path = os.path.join(here, name)
    opener = gzip.open if name.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8', newline='') as f: return list(csv.DictReader(f))
def by_event(name):
    rows = defaultdict(list)
    for row in table('com_snowplowanalytics_snowplow_%s_1.csv' % name): rows[row['root_id']].append(row)
    return rows
def stamp(text):
    head, _, rest = text.replace('+00:00', '').partition('.')
    return head, (rest + '000000')[:6]
def instant(text): return datetime.fromisoformat('.'.join(stamp(text)))
def cents(text): return int(Decimal(text) * 100)
action, product, checkout = by_event('ecommerce_action'), by_event('ecommerce_product'), by_event('ecommerce_checkout_step')
sale, user, web, mobile = by_event('ecommerce_transaction'), by_event('ecommerce_user'), by_event('web_page'), by_event('client_session')
events = table('snowplow_ecommerce_events.csv.gz')
events = [e for _, e in sorted(enumerate(events), key=lambda p: (stamp(p[1]['derived_tstamp']), p[0]))]
visitors = defaultdict(lambda: dict(sessions=0, pages=0, products=0, carts=0, checkouts=0, orders=0, ordered=defaultdict(int), cart=defaultdict(int), left=defaultdict(int)))
sessions, views, links, asserted = set(), set(), {}, set()
now, touched, acted, country, sold = {}, {}, {}, {}, []
number, carts, begun, lines, owner = defaultdict(int), set(), set(), defaultdict(dict), {}
for e in events:
    id = e['event_id']; app = mobile[id][0] if mobile[id] else {}
    v = e['domain_userid'] or app['user_id']; s = e['domain_sessionid'] or app['session_id']
    me = visitors[v]; now[v] = instant(e['derived_tstamp'])
    country.setdefault(v, e['geo_country'])
    if s not in sessions or any(w['id'] not in views for w in web[id][:1]): acted[v] = now[v]
    if s not in sessions: sessions.add(s); me['sessions'] += 1
    for u in user[id][:1]:
        if (v, u['id']) not in links:
            links[v, u['id']] = len(links)
            if u['is_guest'] == 'true': asserted.add((v, u['id']))
    for w in web[id][:1]:
        if w['id'] not in views: views.add(w['id']); me['pages'] += 1
    kind = action[id][0]['type']; cart = (s, number[s])
    if kind == 'product_view': me['products'] += len(product[id])
    if kind == 'list_view' or kind == 'product_view' and product[id]: acted[v] = now[v]
    if kind in ('add_to_cart', 'remove_from_cart', 'checkout_step', 'transaction') and cart not in carts:
        carts.add(cart); owner[cart] = v; me['carts'] += 1
    if kind in ('add_to_cart', 'remove_from_cart', 'checkout_step', 'transaction'): touched[cart] = acted[v] = now[v]
    if kind in ('add_to_cart', 'remove_from_cart'):
        for p in product[id]:
            line = lines[cart].setdefault(p['id'], [Decimal(0), 0, ''])
            n = Decimal(p['quantity'] or '1')
            line[0] = line[0] + n if kind == 'add_to_cart' else max(Decimal(0), line[0] - n)
            line[1:] = [cents(p['price']), p['currency']]
    if kind == 'checkout_step' and cart not in begun: begun.add(cart); me['checkouts'] += 1
    if kind == 'transaction':
        t = sale[id][0]; sold.append((v, t['currency'], cents(t['revenue']))); me['orders'] += 1; me['ordered'][t['currency']] += cents(t['revenue'])
        lines.pop(cart, None); number[s] += 1
# An hour after a visitor's last event its carts count, and at the end of all, unless they are
# older than a year.
end = max(now.values())
for v in now: visitors[v]['last'] = acted[v].isoformat(timespec='microseconds').rstrip('0').rstrip('.') + 'Z'
for v in now: now[v] += timedelta(hours=1); visitors[v]['asOf'] = now[v].isoformat(timespec='microseconds') + 'Z'
for cart, held in lines.items():
    for key, moment in (('cart', now[owner[cart]]), ('left', end)):
        if touched[cart] + timedelta(days=365) < moment: continue
        for n, price, currency in held.values():
            if n > 0: visitors[owner[cart]][key][currency] += int(n * price)
countries = defaultdict(int)
for v, currency, amount in sold: countries['%s %s' % (country[v], currency)] += amount
parent = {}
def root(x):
    while parent.setdefault(x, x) != x: x = parent[x]
    return x
known = set()
for (v, p), _ in sorted(links.items(), key=lambda kv: kv[1]):
    root(('p', p))
    if v not in known or (v, p) in asserted: parent[root(('v', v))] = root(('p', p))
    known.add(v)
groups = defaultdict(set)
for x in list(parent): groups[root(x)].add('%s:%s' % x)
print(json.dumps(dict(visitors=visitors, countries=countries, customers=sorted(sorted(g) for g in groups.values()))))
