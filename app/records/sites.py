"""Sites: the wards and hospitals patients belong to."""

from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.message import message
from app.records.tables import Site


def add_site(session: Session, name: str, zone: str) -> Site:
    """Add a site in its time zone."""
    name = name.strip()
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise Invalid("Please mend the marked fields.", fields={"site": message("Please give the site a name.")})
    if zone not in available_timezones():
        raise Invalid(
            "Please mend the marked fields.",
            fields={"zone": message("Please choose a time zone such as Asia/Shanghai.")},
        )
    if session.scalar(select(Site).where(Site.name == name)):
        raise Conflict("A site of this name is already here.")
    site = Site(name=name, zone=zone)
    session.add(site)
    session.flush()
    return site


def all_sites(session: Session) -> list[Site]:
    return list(session.scalars(select(Site).order_by(Site.name)))


def get_site(session: Session, site_id: str) -> Site:
    """The site of this id, as a form gives it; where there is only one, an empty id means that one."""
    sites = {str(site.id): site for site in all_sites(session)}
    if not site_id and len(sites) == 1:
        return next(iter(sites.values()))
    if site_id not in sites:
        raise Invalid("Please mend the marked fields.", fields={"site": message("Please choose one of these.")})
    return sites[site_id]


def find_site(session: Session, name: str) -> Site:
    """The site of this name; an empty name means the only one."""
    sites = all_sites(session)
    if not name and len(sites) == 1:
        return sites[0]
    for site in sites:
        if site.name == name:
            return site
    known = ", ".join(site.name for site in sites) or "none yet: add one with `neoscreen site add`"
    raise Invalid("Please name the site. Known: {known}.", known=known)
