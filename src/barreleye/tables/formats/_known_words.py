"""Words with a meaning of their own in tables: missing, yes and no, months, units."""

from __future__ import annotations

# Everybody means a missing value by these.
MISSING = frozenset({"", "N/A", "n/a", "NaN", "nan", "null", "NULL", "<NA>", "#N/A", "NaT"})
# These may be names as well; they are words where they stand as often as the other words of their column.
PERHAPS_MISSING = frozenset({"NA", "None", "none", "NONE", "?", "-", "--", "nil", "Null"})
# What spreadsheets write for an error, and where a column is too narrow; always missing, and said to be.
_ERRORS = """
#N/A #NA #NV #N/D #DIV/0! #VALUE! #REF! #NUM! #NAME? #NULL! #CALC! #SPILL! #FIELD! #BUSY!
#WERT! #BEZUG! #ZAHL! #KALK! #ÜBERLAUF! #VALEUR! #NOM? #NOMBRE! #NUL! #VALORE! #RIF! #NOME? #NUM? #VALOR! #NÚM!
#¡VALOR! #¡REF! #¡DIV/0! #¿NOMBRE? #¡NUM! #¡NULO! #WAARDE! #VERW! #NAAM? #GETAL! #DEEL/0! #LEEG!
#ARG! #ADR! #LICZBA! #NAZWA? #DZIEL/0! #ZERO! #ЗНАЧ! #ССЫЛКА! #ИМЯ? #ЧИСЛО! #ДЕЛ/0! #ПУСТО! #Н/Д
"""
ERRORS = frozenset((*_ERRORS.split(), *("#" * n for n in range(4, 13))))
# Among numbers or dates nothing else can be meant by these; compared in lower case.
MISSING_AMONG_NUMBERS = frozenset(
    word
    for words in (
        ".|..|...|:|?|-|--|---|–|—|*|x|na|n.a.|n. a.|n/a|n.d.|nd|n/d|n/k|nan|nat|nil|nul|null|none|<na>|(none)",
        "(null)|(blank)|empty|blank|tbd|tba|tbc|nc|n.c.",
        "error|err|-nan|+nan|1.#qnan|-1.#ind|1.#ind",
        "missing|(missing)|[missing]|unknown|(unknown)|unkn|unk|undefined|unavailable|unspecified",
        "not available|not applicable|no data|no answer|not reported|not recorded|don't know",
        "refused|withheld|suppressed|k.a.|k. a.|ka|unbekannt|fehlt|fehlend|keine angabe|leer|inconnu|manquant",
        "s/d|sd|desconocido|faltante|sconosciuto|mancante|onbekend|ukjent|ukendt|okänd",
    )
    for word in words.split("|")
) | {word.lower() for word in ERRORS}

# Pairs of words for no and yes, as lower case.
_PAIRS = (
    ("no", "yes"),
    ("false", "true"),
    ("n", "y"),
    ("f", "t"),
    ("off", "on"),
    ("aus", "ein"),
    ("aus", "an"),
    ("nein", "ja"),
    ("n", "j"),
    ("n", "s"),
    ("falsch", "wahr"),
    ("non", "oui"),
    ("faux", "vrai"),
    ("no", "si"),
    ("no", "sí"),
    ("não", "sim"),
    ("nee", "ja"),
    ("nej", "ja"),
    ("nie", "tak"),
    ("нет", "да"),
    ("falso", "verdadero"),
    ("falso", "vero"),
    ("falso", "verdadeiro"),
    ("onwaar", "waar"),
    ("falskt", "sant"),
    ("fałsz", "prawda"),
    ("ложь", "истина"),
    ("ne", "ano"),
    ("nu", "da"),
    ("nem", "igen"),
    ("ei", "kyllä"),
    ("hayır", "evet"),
    ("hayir", "evet"),
)
PAIRS = tuple(frozenset(pair) for pair in _PAIRS)
# Either of these can only be meant as one of two.
TRUTHS = frozenset({"false", "true"})
YES = {word: float(i) for pair in (*_PAIRS, ("0", "1"), ("0.0", "1.0")) for i, word in enumerate(pair)}

_MONTHS = (
    "january jan januar janvier janv jän jänner enero ene gennaio gen janeiro januari",
    "february feb februar février fevrier févr fév febrero febbraio fevereiro fev februari",
    "march mar märz mrz mär mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago augustus augusti",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro des",
)
MONTHS = {name: i + 1 for i, names in enumerate(_MONTHS) for name in names.split()}

_WEEKDAYS = (
    "monday mon montag mo lundi lun lunes lunedì segunda seg maandag mandag måndag mån",
    "tuesday tue tues dienstag di mardi mar martes martedì terça ter dinsdag tirsdag tisdag tis",
    "wednesday wed mittwoch mi mercredi mer miércoles mié mercoledì quarta qua woensdag wo onsdag ons",
    "thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedì gio quinta qui donderdag torsdag tors tor",
    "friday fri freitag fr vendredi ven viernes vie venerdì sexta sex vrijdag vr fredag fre",
    "saturday sat samstag sa sonnabend samedi sam sábado sáb sabato sab zaterdag za lørdag lør lördag lör",
    "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo søndag søn söndag sön",
)
WEEKDAYS = {name: i + 1 for i, names in enumerate(_WEEKDAYS) for name in names.split()}

# Hours ahead of UTC, of the zones whose name means one offset only: CST, IST and BST mean several.
ZONES = {
    "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
    "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip

# What a unit measures, and how many of the first unit of its kind it is.
_MEASURES = {
    "share": {"%": 1.0, "‰": 0.1, "percent": 1.0, "pct": 1.0},
    "length": {
        "m": 1.0, "nm": 1e-9, "µm": 1e-6, "mm": 1e-3, "cm": 1e-2, "dm": 0.1, "km": 1e3, "in": 0.0254,
        "inch": 0.0254, "ft": 0.3048, "feet": 0.3048, "yd": 0.9144, "mi": 1609.344, "miles": 1609.344,
        "CM": 1e-2, "KM": 1e3, "Km": 1e3, "kms": 1e3,
    },
    "mass": {
        "kg": 1.0, "g": 1e-3, "mg": 1e-6, "t": 1e3, "lb": 0.45359237, "lbs": 0.45359237, "oz": 0.028349523125,
        "KG": 1.0, "Kg": 1.0, "kgs": 1.0, "LBS": 0.45359237, "Lbs": 0.45359237,
    },
    "volume": {"l": 1.0, "L": 1.0, "ml": 1e-3, "mL": 1e-3, "cl": 1e-2, "dl": 0.1},
    "time": {
        "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "ms": 1e-3, "min": 60.0, "mins": 60.0,
        "minute": 60.0, "minutes": 60.0, "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0,
        "hours": 3600.0, "d": 86400.0, "day": 86400.0, "days": 86400.0, "week": 604800.0, "weeks": 604800.0,
        "Min.": 60.0, "Std": 3600.0, "Std.": 3600.0, "Stunden": 3600.0, "heures": 3600.0, "horas": 3600.0,
        "Tag": 86400.0, "Tage": 86400.0, "jours": 86400.0, "días": 86400.0, "Wochen": 604800.0,
        "semaines": 604800.0, "día": 86400.0,
    },
    "months": {
        "month": 1.0, "months": 1.0, "mo": 1.0, "year": 12.0, "years": 12.0, "yr": 12.0, "yrs": 12.0,
        "Monate": 1.0, "mois": 1.0, "meses": 1.0, "Jahre": 12.0, "ans": 12.0, "años": 12.0,
        "anni": 12.0, "an": 12.0,
    },
    "area": {
        "m²": 1.0, "m2": 1.0, "sqm": 1.0, "qm": 1.0, "km²": 1e6, "km2": 1e6, "ha": 1e4, "ft²": 0.09290304,
        "ft2": 0.09290304, "sqft": 0.09290304, "sq ft": 0.09290304, "acres": 4046.8564224,
    },
    "speed": {"km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344},
    "bytes": {"kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12},
    "power": {"W": 1.0, "kW": 1e3, "MW": 1e6},
    "energy": {"kWh": 1.0, "KWh": 1.0, "KWH": 1.0, "Wh": 1e-3, "MWh": 1e3},
    "frequency": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "US dollars": {"$": 1.0, "USD": 1.0, "US$": 1.0, "¢": 0.01},
}  # fmt: skip
# The names of one currency stand together; one is not converted into another.
_CURRENCIES = (
    "€ EUR Euro euro", "£ GBP", "¥ ￥ JPY 円", "₹ Rs Rs. INR", "CHF Fr. SFr.", "kr kr. SEK NOK DKK", "Kč CZK",
    "zł PLN", "R$ BRL", "₽ RUB", "CNY RMB 元", "₩ KRW 원", "₺ TRY", "₪ ILS", "CAD C$ CA$", "AUD A$ AU$",
    "NZD NZ$", "HK$ HKD", "S$ SGD", "฿ THB", "₫ VND", "Ft HUF", "lei RON", "ZAR", "MX$ MXN",
    "NT$ TWD", "RM MYR", "Rp Rp. IDR",
    "₱ PHP", "AED SAR EGP ARS CLP COP PEN UAH ₴ RON BGN лв",
)  # fmt: skip
# Their prices are whole numbers.
WITHOUT_CENTS = frozenset(
    {"¥", "￥", "JPY", "円", "₩", "KRW", "원", "₫", "VND", "Rp", "Rp.", "IDR", "CLP"}
)
CURRENCIES = (
    frozenset(unit for units in _CURRENCIES for unit in units.split()) | _MEASURES["US dollars"].keys()
)
UNITS = {unit: (kind, size) for kind, units in _MEASURES.items() for unit, size in units.items()} | {
    unit: (units, 1.0) for units in _CURRENCIES for unit in units.split()
}

# Words that multiply.
TIMES = {"lakh": 1e5, "crore": 1e7, "Cr": 1e7} | {
    word: size
    for words, size in (
        ("k K Tsd Tsd. thousand", 1e3),
        ("M mn mio mio. Mio Mio. million", 1e6),
        ("B bn Mrd Mrd. billion", 1e9),
        ("T trillion", 1e12),
    )
    for word in words.split()
}
# These are names as often (credit, classes of a school): alone they multiply only where the column shows it.
PERHAPS_TIMES = frozenset({"Cr", "M", "B", "T"})
