"""A site's cameras, phones and scanners."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.tables import Device

MOST = 100


def device_names(session: Session, site_id: UUID) -> list[str]:
    """As they were named when pictures came from them, in the order of the alphabet."""
    return list(session.scalars(select(Device.name).where(Device.site_id == site_id).order_by(Device.name).limit(MOST)))
