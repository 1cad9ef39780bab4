"""Codes of a header that may be stored and shown.

Where a sender shifts fields, a name or a BSN is where a code belongs. So only a valid code is kept; anything else is
UNREADABLE, in row keys, in the error log and in answers.
"""

import re
from typing import Final

UNREADABLE: Final = "unreadable"

_TYPES: Final = (
    "ACK ADR ADT ARD BAR BPS BRP BRT BTS CCF CCI CCM CCQ CCU CQU CRM CSU DFT DOC DSR EAC EAN EAR EDR EHC EQQ ERP "
    "ESR ESU INR INU LSR LSU MCF MDM MFD MFK MFN MFQ MFR NMD NMQ NMR OMB OMD OMG OMI OML OMN OMP OMQ OMS OPL OPR "
    "OPU ORA ORB ORD ORF ORG ORI ORL ORM ORN ORP ORR ORS ORU OSM OSQ OSR OUL PEX PGL PIN PMU PPG PPP PPR PPT PPV "
    "PRR PTR QBP QCK QCN QRF QRY QSB QSX QVR RAR RAS RCI RCL RDE RDR RDS RDY REF RER RGR RGV ROR RPA RPI RPL RPR "
    "RQA RQC RQI RQP RRA RRD RRE RRG RRI RSP RTB SCN SDN SDR SIU SLN SLR SMD SPQ SQM SQR SRM SRR SSR SSU STC STI "
    "SUR TBR TCR TCU UDM VQQ VTQ VXQ VXR VXU VXX"
)  # HL7 table 0076; a pattern of three letters would let short surnames through
_LOCAL_TYPE = re.compile(r"Z[0-9A-Z][0-9]")
_TRIGGER = re.compile(r"[A-Z][0-9A-Z][0-9]")  # HL7 table 0003


def event(message_type: str, trigger: str) -> str:
    """Type and trigger event, such as `ADT^A01`; an empty one stays empty, an invalid one is UNREADABLE."""
    return f"{_shown(message_type, is_type(message_type))}^{_shown(trigger, is_trigger(trigger))}"


def is_type(text: str) -> bool:
    """Whether this is a message type of HL7 table 0076, or a local one that ends in a digit (`ZA1`)."""
    return text in _TYPES.split() or _LOCAL_TYPE.fullmatch(text) is not None


def is_trigger(text: str) -> bool:
    """Whether this has the form of a trigger event of HL7 table 0003."""
    return _TRIGGER.fullmatch(text) is not None


def _shown(text: str, is_code: bool) -> str:
    return text if is_code or not text else UNREADABLE
