"""Which key of a scraper's record holds which field: the alias table, and keys under one spelling."""

from __future__ import annotations

import re
from functools import lru_cache

#: Field of `Draft` -> keys that hold it, best first, spelled as by `normal_key`. They are those of Fundus,
#: news-please, newspaper, trafilatura, Scrapy projects, readability, RSS, WordPress and schema.org.
ALIASES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "title": "title headline articletitle newstitle posttitle webtitle ogtitle twittertitle dctitle "
        "titre titel titulo baslik العنوان عنوان عنوانالخبر تیتر name header pagetitle titlepage "
        "htmltitle titlerss",
        "subtitle": "subtitle subheadline subhead subheading alternativeheadline secondarytitle deck dek "
        "standfirst lead leadtext lede leadparagraph chapeau teaser trailtext intro abstract description "
        "excerpt postexcerpt summary ogdescription metadescription twitterdescription الملخص ملخص خلاصه",
        "body": "text body articlebody maintext plaintext content fulltext cleanedtext cleantext textcontent "
        "articletext bodytext contenttext newstext newscontent newsbody maincontent articlecontent "
        "storybody postcontent postbody contentencoded contenthtml bodyhtml htmlbody htmlcontent "
        "articlehtml paragraphs rawtext texte النص نص نصالخبر المحتوى متن story document article blocks "
        "contentblocks liveblogupdate",
        "url": "url canonicalurl canonical canonicallink articleurl newsurl pageurl ogurl link permalink "
        "weburl sourceurl finalurl respondedurl responseurl requestedurl originalurl externalurl href "
        "mainentityofpage الرابط رابط لینک",
        "published": "published publishedat publishedon publishedtime publisheddate publishedtimestamp "
        "datepublished datepublish pubdate publishdate publishtime publishingdate publicationdate "
        "publicationtime webpublicationdate articlepublishedtime ogpublishedtime firstpublished "
        "firstpublishedat releasedate dateposted postdate posted postedat postedon dateissued issued "
        "articledate newsdate displaydate date datetime dcdate dateline تاريخالنشر التاريخ تاريخ تاریخ "
        "publishedparsed time createdat datecreated created creationdate uploaddate",
        "modified": "modified modifiedat datemodified datemodify modifieddate modifiedtime modificationdate "
        "articlemodifiedtime ogupdatedtime postmodified updated updatedat updatedon updatedtime updatedate "
        "dateupdated lastmod lastmodified lastmodifieddate lastupdate lastupdated lastupdatedat editedat "
        "revisiondate updatedparsed",
        "fetched": "fetched fetchedat fetchtime fetchdate datefetched dateextracted extractedat "
        "extractiondate datedownload datedownloaded downloaddate downloadedat downloaded downloadtime "
        "crawldate crawledat crawledon crawled crawltime crawltimestamp datecrawled scrapedat scrapedon "
        "scraped scrapedate scrapeddate scrapetime scrapetimestamp datescraped retrieved retrievedat "
        "retrievaldate dateretrieved accessed accessedat accessdate dateaccessed collectedat datecollected "
        "collectiondate harvestedat ingestedat indexedat capturedat warcdate filedate savedat insertedat "
        "dateadded addedat",
        "timestamp": "timestamp",
        "authors": "authors author authorname authornames authorslist byline bylines creator creators "
        "dccreator articleauthor postauthor writer writers journalist reporter auteur autor الكاتب كاتب "
        "المؤلف نویسنده",
        "agency": "agency newsagency pressagency wireagency wire sourceagency",
        "section": "section articlesection sectionname category categories newscategory maincategory rubric "
        "rubrique channel ressort القسم قسم التصنيف",
        "tags": "tags metakeywords keywords topics newskeywords articletag articletags tag keyword hashtags "
        "labels الوسوم وسوم",
        "language": "metalang language lang inlanguage languagecode langcode locale oglocale اللغة",
        "key": "id articleid newsid postid uid uuid guid docid documentid identifier nid",
        "paywalled": "isaccessibleforfree freeaccess accessibleforfree isfree paywalled paywall ispaywalled "
        "ispaywall haspaywall behindpaywall premium ispremium subscribersonly subscriberonly "
        "subscriptionrequired contenttier articlecontenttier",
        "kind": "type ogtype pagetype contenttype articletype format posttype",
        "page": "html rawhtml htmlraw pagehtml fullhtml htmlsource sourcehtml pagesource sourcecode markup "
        "response responsebody responsetext pagecontent webpage page rawcontent raw",
        "status": "status statuscode httpstatus responsestatus httpcode",
        "site": "source sourcelink",  # trafilatura's address; elsewhere the site's name
        "date_field": "datefield",
    }.items()
}

#: Column of the articles table, as `Source.fields` names them -> field of `Draft`.
_APART = {"timestamp", "paywalled", "kind", "page", "status", "site", "date_field"}
COLUMNS = {
    **{field: field for field in ALIASES if field not in _APART},
    "published_at": "published",
    "modified_at": "modified",
    "fetched_at": "fetched",
    "id": "key",
}

#: Keys that hold a whole article, keys that hold a page's JSON-LD, and keys that hold more about the article
#: beside them.
WRAPPERS = frozenset(
    {"article", "newsarticle", "data", "item", "news", "post", "record", "entry", "document", "doc"}
    | {"result", "payload", "source", "attributes", "fields", "node", "story", "content", "value", "object"}
)
STRUCTURED = frozenset(
    {"graph", "jsonld", "ldjson", "ld", "schema", "schemaorg", "structureddata", "newsarticleschema"}
)
SUPPLEMENTS = frozenset({"metadata", "meta", "html", "head", "opengraph", "og", "yoastheadjson", "custom"})

#: Keys too general for a value of the wrong type to be a fault.
WEAK_ALIASES = frozenset(
    {"name", "header", "article", "story", "document", "contentencoded", "paragraphs", "blocks"}
    | {"contentblocks", "liveblogupdate", "abstract", "نص", "متن", "عنوان"}
)

#: Keys under which a scraper leaves text that was taken out of HTML: a tag in it is the editor's own.
PLAIN_TEXT = frozenset(
    {"text", "maintext", "plaintext", "fulltext", "cleanedtext", "cleantext", "textcontent", "articletext"}
    | {"bodytext", "contenttext", "rawtext"}
)

#: Fields that are dates.
DATES = frozenset({"published", "modified", "fetched"})
_UTC = ("gmt", "utc")
_DATE_SUFFIX = re.compile(r"(?:gmt|utc|iso8601|iso|timestamp|unixtime|unix|epoch)\Z")
_SEPARATORS = re.compile(r"[\W_]+")
_RANKED = {
    alias: (field, 2 * rank + 1) for field, names in ALIASES.items() for rank, alias in enumerate(names)
}
_CRAWLED = re.compile("extract|crawl|fetch|download|scrap|retriev|access|collect|captur|harvest|ingest")
_CHANGED = re.compile("modif|updat|edit|revis|lastmod|chang")


@lru_cache(maxsize=4096)
def normal_key(key: str) -> str:
    """Return `key` without case and separators: date_publish, datePublish and date:publish are one."""
    return _SEPARATORS.sub("", key.casefold())


@lru_cache(maxsize=4096)
def field_of(key: str) -> tuple[str, int] | None:
    """Return the field that a key holds and the key's rank among the field's (0 is best), or None.

    A date's key may say how it is written (`date_gmt`, `published_at_iso`). `@timestamp` is when a store such
    as Elasticsearch took the record in.
    """
    if key == "@timestamp":
        return "fetched", _RANKED["indexedat"][1]
    name = normal_key(key)
    known = _RANKED.get(name)
    if known is None and (suffix := _DATE_SUFFIX.search(name)):
        known = _RANKED.get(name[: suffix.start()])
        if known is not None and known[0] in DATES:
            return known[0], known[1] - is_utc_key(key)
        return None
    return known


@lru_cache(maxsize=4096)
def is_utc_key(key: str) -> bool:
    """Return whether a key says that its date is in UTC, as WordPress's `date_gmt` does."""
    return normal_key(key).endswith(_UTC)


@lru_cache(maxsize=256)
def date_meaning(original: str) -> str:
    """Return the field that `date` holds where its record's `date_field` says it was called `original`."""
    known = field_of(original)
    if known and known[0] in DATES:
        return known[0]
    name = normal_key(original)
    if known and known[0] == "timestamp":
        return "fetched"
    if _CRAWLED.search(name):
        return "fetched"
    return "modified" if _CHANGED.search(name) else "published"
