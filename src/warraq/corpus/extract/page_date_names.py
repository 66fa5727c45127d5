"""Names of `meta` elements that date a page, lower case and without their separators, the surest first."""

from __future__ import annotations

#: When the article was published.
PUBLISHED = (
    "articlepublishedtime",
    "ogarticlepublishedtime",
    "ogpublishedtime",
    "articlepublished",
    "datepublished",
    "ogdatepublished",
    "dateissued",
    "dcdateissued",
    "dctermsissued",
    "prismpublicationdate",
    "citationpublicationdate",
    "publicationdate",
    "publishdate",
    "publishdatetime",
    "publishtime",
    "publisheddate",
    "publishedtime",
    "publishedat",
    "published",
    "pubdate",
    "ogpubdate",
)
#: Those that are written for one service, or for when the text was first stored.
FOR_SERVICES = (
    "cxenseparserecspublishtime",
    "cxenseparserecspublishedtime",
    "cxenseparsepublishtime",
    "parselypubdate",
    "sailthrudate",
    "btpubdate",
    "pdate",
    "articledateoriginal",
    "originalpublicationdate",
    "analyticsattributesarticledate",
    "dcsextarticlefirstpublished",
    "dcdatecreated",
    "dctermscreated",
    "datecreated",
    "articlecreated",
)
#: Those that may be the day of the page as well.
GENERAL = ("date", "dcdate", "dctermsdate", "ogdate", "articledate", "citationdate", "postdate")
#: When it was changed.
MODIFIED = (
    "articlemodifiedtime",
    "ogarticlemodifiedtime",
    "ogupdatedtime",
    "articleupdated",
    "datemodified",
    "dateupdated",
    "dcdatemodified",
    "dctermsmodified",
    "articledateupdated",
    "lastmodified",
    "lastupdateddate",
)
