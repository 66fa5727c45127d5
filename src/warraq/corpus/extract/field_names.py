"""Which key of a scraper's record holds which field: the alias table, and keys under one spelling."""

from __future__ import annotations

import re
from functools import lru_cache

#: Field of `Draft` -> keys that hold it, best first, spelled as by `normal_key`. They are those of Fundus,
#: news-please, newspaper, trafilatura, Scrapy projects, readability, RSS, WordPress and schema.org.
ALIASES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "title": "title headline articletitle newstitle posttitle ogtitle twittertitle dctitle titre titel "
        "titulo baslik name header pagetitle titlepage titlerss",
        "subtitle": "subtitle subheadline subhead subheading alternativeheadline secondarytitle deck dek "
        "standfirst lead leadtext lede chapeau teaser intro abstract description summary excerpt "
        "ogdescription metadescription twitterdescription",
        "body": "text body articlebody maintext plaintext content fulltext cleanedtext cleantext textcontent "
        "articletext bodytext contenttext newstext maincontent articlecontent storybody contentencoded "
        "contenthtml bodyhtml htmlcontent paragraphs rawtext texte story document article",
        "url": "url canonicalurl canonical canonicallink articleurl newsurl pageurl ogurl link permalink "
        "weburl sourceurl finalurl respondedurl responseurl requestedurl originalurl href mainentityofpage",
        "published": "published publishedat publishedon publishedtime publisheddate publishedtimestamp "
        "datepublished datepublish pubdate publishdate publishtime publishingdate publicationdate "
        "publicationtime articlepublishedtime ogpublishedtime firstpublished firstpublishedat releasedate "
        "dateposted postdate posted postedat postedon dateissued issued articledate newsdate displaydate "
        "date datetime dcdate time timestamp createdat datecreated created creationdate uploaddate",
        "modified": "modified modifiedat datemodified datemodify modifieddate modifiedtime modificationdate "
        "articlemodifiedtime ogupdatedtime updated updatedat updatedon updatedtime updatedate dateupdated "
        "lastmod lastmodified lastmodifieddate lastupdate lastupdated lastupdatedat editedat revisiondate",
        "fetched": "fetched fetchedat fetchtime fetchdate datefetched dateextracted extractedat "
        "extractiondate datedownload datedownloaded downloaddate downloadedat downloaded "
        "crawldate crawledat crawled crawltime crawltimestamp datecrawled scrapedat scraped "
        "scrapedate scrapetime scrapetimestamp datescraped retrieved retrievedat retrievaldate "
        "dateretrieved accessed accessedat accessdate dateaccessed collectedat datecollected "
        "collectiondate harvestedat ingestedat capturedat warcdate filedate",
        "authors": "authors author authorname authornames authorslist byline bylines creator creators "
        "dccreator articleauthor writer writers journalist reporter auteur autor",
        "agency": "agency newsagency pressagency wireagency wire sourceagency",
        "section": "section articlesection category categories newscategory maincategory rubric rubrique "
        "channel ressort",
        "tags": "tags keywords topics newskeywords articletag articletags tag keyword hashtags labels",
        "language": "language lang inlanguage languagecode langcode locale oglocale metalang",
        "key": "id articleid newsid postid uid uuid guid docid documentid identifier nid",
        "site": "source sourcelink",  # trafilatura's address; elsewhere the site's name
        "date_field": "datefield",
    }.items()
}

#: Column of the articles table, as `Source.fields` names them -> field of `Draft`.
COLUMNS = {
    **{field: field for field in ALIASES if field not in {"site", "date_field"}},
    "published_at": "published",
    "modified_at": "modified",
    "fetched_at": "fetched",
    "id": "key",
}

#: Keys that hold a whole article, and keys that hold more about the one beside them.
WRAPPERS = frozenset(
    {"article", "newsarticle", "data", "item", "news", "post", "record", "entry", "document", "doc"}
    | {"result", "payload", "source", "attributes", "fields", "node"}
)
SUPPLEMENTS = frozenset(
    {"metadata", "meta", "html", "head", "opengraph", "og", "jsonld", "ldjson", "schema", "schemaorg"}
)

#: Keys too general for a value of the wrong type to be a fault.
WEAK_ALIASES = frozenset({"name", "header", "article", "story", "document", "contentencoded", "paragraphs"})

_SEPARATORS = re.compile(r"[\W_]+")
_RANKED = {alias: (field, rank) for field, names in ALIASES.items() for rank, alias in enumerate(names)}
_CRAWLED = re.compile("extract|crawl|fetch|download|scrap|retriev|access|collect|captur|harvest|ingest")
_CHANGED = re.compile("modif|updat|edit|revis|lastmod|chang")


@lru_cache(maxsize=4096)
def normal_key(key: str) -> str:
    """Return `key` without case and separators: date_publish, datePublish and date:publish are one."""
    return _SEPARATORS.sub("", key.casefold())


@lru_cache(maxsize=4096)
def field_of(key: str) -> tuple[str, int] | None:
    """Return the field that a key holds and the key's rank among the field's (0 is best), or None."""
    return _RANKED.get(normal_key(key))


def date_meaning(original: str) -> str:
    """Return the field that `date` holds where its record's `date_field` says it was called `original`."""
    known = field_of(original)
    if known and known[0] in {"published", "modified", "fetched"}:
        return known[0]
    name = normal_key(original)
    if _CRAWLED.search(name):
        return "fetched"
    return "modified" if _CHANGED.search(name) else "published"
