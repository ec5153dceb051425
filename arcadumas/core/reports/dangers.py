"""Does a text speak of danger to life? Then the emergency numbers come first. It only shows numbers; it routes nothing."""

import re

WORDS = re.compile(
    r"\b(kebakaran|terbakar|kobaran api|tenggelam|hanyut|kecelakaan|tabrakan|pingsan|sekarat|pendarahan|meninggal di tempat|"
    r"tertimbun|longsor|banjir bandang|tersengat listrik|kesetrum|begal|perampokan|dirampok|ditusuk|dibacok|penusukan|"
    r"pembunuhan|bunuh diri|percobaan bunuh|kdrt|dianiaya|penganiayaan|diperkosa|pemerkosaan|penculikan|diculik|darurat|"
    r"fire|drowning|accident|unconscious|bleeding|suicide|stabbed|robbery|kidnapp?ed|emergency)\b",
    re.IGNORECASE,
)


def speaks_of_danger(*texts: str) -> bool:
    return any(WORDS.search(text) for text in texts)
