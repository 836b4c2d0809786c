"""Every table, one noun a file."""

from app.records.tables.account import Account, ApiToken, RoleRow, SignIn, SignInFailure
from app.records.tables.assessment import Assessment, Complaint, SeverityScore
from app.records.tables.audit import AuditEntry
from app.records.tables.exam import Exam, Override, Picture
from app.records.tables.idempotency import KeptAnswer
from app.records.tables.patient import Patient, PatientVersion
from app.records.tables.reading import Reading
from app.records.tables.site import Device, Site, SiteTask
from app.records.tables.table import Table
from app.records.tables.treatment import TreatmentPeriod, TreatmentPeriodVersion, Visit, VisitVersion

__all__ = [
    "Account",
    "ApiToken",
    "Assessment",
    "AuditEntry",
    "Complaint",
    "Device",
    "Exam",
    "KeptAnswer",
    "Override",
    "Patient",
    "PatientVersion",
    "Picture",
    "Reading",
    "RoleRow",
    "SeverityScore",
    "SignIn",
    "SignInFailure",
    "Site",
    "SiteTask",
    "Table",
    "TreatmentPeriod",
    "TreatmentPeriodVersion",
    "Visit",
    "VisitVersion",
]
