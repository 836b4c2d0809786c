"""How long a search takes among 100,000 patients: the whole request, on both databases."""

import os
import random
import sys
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import insert

from app.records.database import Database
from app.records.tables import Patient
from app.records.tables.table import new_id
from tests.bench.pages import clinic, clock, plan_anew, quiet
from tests.people import baby, site_id

PATIENTS = int(os.environ.get("PATIENTS", "100000"))
TIMES = 40
FAMILIES = ("Zhou", "Okafor", "Lindqvist", "Haddad", "García", "Müller", "Nguyen", "张", "王", "李", "欧阳")
GIVEN = ("Baby", "Yi", "Mei", "Ada", "Noor", "Lucía", "Jo", "伟", "小宝", "芳", "明月")
QUERIES = {
    "prefix": "n-2026-0999",
    "middle": "ndqv",
    "two words": "mei okafor",
    "chinese": "欧阳明月",
    "no match": "zzzz",
    "all": "",
}


def fill(records: Database) -> None:
    chance, now = random.Random(7), datetime.now(UTC)
    site = site_id(records)
    rows = []
    for number in range(PATIENTS):
        family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
        name = f"{family}{given}" if ord(family[0]) > 0x3000 else f"{given} {family}"
        facts = baby(f"N-2026-{number:06}", name)
        moment = now - timedelta(seconds=chance.randrange(10**7))
        rows.append(
            {"id": new_id(), "site_id": site, "identifier": facts.identifier, "name": name, "sex": facts.sex,
             "search_text": facts.search_text, "birth_date": date(2026, 11, 3), "birth_group": "", "note": "",
             "version": 1, "created_at": moment, "changed_at": moment}
        )  # fmt: skip
    with records.engine.begin() as connection:
        for start in range(0, PATIENTS, 5000):
            connection.execute(insert(Patient), rows[start : start + 5000])
    plan_anew(records)


def main() -> None:
    for dialect in sys.argv[1:] or ("sqlite", "postgresql"):
        with clinic(dialect, fill) as client:
            for name, query in QUERIES.items():
                timing = clock(client, "/patients?" + urlencode({"q": query}), TIMES, **{"hx-request": "true"})
                found = timing.page.count("/patients/")
                sys.stdout.write(f"{dialect:<11} {PATIENTS:>7} {name:<10} {timing}  {found}\n")


if __name__ == "__main__":
    quiet()
    main()
