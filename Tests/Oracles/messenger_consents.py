# How many consents each person gave, from the messenger's payloads alone.
import json, os, sys
from collections import Counter
found = Counter()
def walk(x):
    if isinstance(x, dict):
        for p in x.get('user_preferences', []): found['whatsapp:' + p['wa_id']] += 1
        for v in x.values(): walk(v)
    if isinstance(x, list):
        for v in x: walk(v)
here = os.path.join(sys.argv[1], 'whatsapp')
for name in sorted(os.listdir(here)):
    if name.endswith('.json'): walk(json.load(open(os.path.join(here, name), encoding='utf-8')))
print(json.dumps(found))
