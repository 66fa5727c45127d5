"""One project, one verdict with a finding of every kind, and hostile text, for the tests of outputs."""

from __future__ import annotations

from hypothesis import strategies as st

from warraq.checks.catalogue import RuleInfo
from warraq.checks.outputs.context import Context
from warraq.checks.outputs.location import Places
from warraq.model.finding import SEVERITIES, Finding, Verdict

FILES = {
    "datapackage.json": """{
  "name": "coast-news",
  "resources": [
    {
      "name": "articles",
      "schema": {
        "fields": [
          {"name": "id", "type": "string"},
          {
            "name": "url",
            "type": "string",
            "constraints": {
              "required": true,
              "pattern": "https?://[a-z]{2,}.*"
            }
          }
        ],
        "primaryKey": ["id"],
        "foreignKeys": [
          {"fields": "source", "reference": {"resource": "sources", "fields": "id"}}
        ]
      }
    },
    {"name": "sources", "path": "data/sources.parquet"}
  ]
}
""",
    "checks/articles.py": "\n" * 79 + "rule('body-short', ...)\n",
    "checks/release.json": '{\n  "expectations": [\n    {"meta": {"rule": "rows-fell"}}\n  ]\n}\n',
    "checks/policy.toml": (
        "[rules.language-differs]\nmax_share = 0.05\n\n[[waivers]]\nrule = 'a'\n\n[[waivers]]\nrule = 'b'\n"
    ),
    "corpus/sources.toml": '[almanara]\nname = "A"\n\n["le.phare"]\nname = "B"\n',
}

RULES = (
    RuleInfo(
        "body-short",
        "a body has fewer than 20 words",
        "warning",
        "checks/articles.py:80",
        "short bodies are cut ones",
    ),
    RuleInfo("foreign-key", "a key refers to a row that is not there", "error", "built in"),
    RuleInfo(
        "pattern",
        "the whole value must match what the field declares",
        "error",
        "datapackage.json: resources.articles.schema.fields.url.constraints.pattern",
    ),
    RuleInfo("primary-key", "two rows have the same primary key", "error", "built in"),
    RuleInfo("rows-fell", "more than a fifth of the articles are gone", "error", "checks/release.json:3"),
    RuleInfo("title-long", "a title has more than 300 characters", "warning", "checks/articles.py:80"),
    RuleInfo("undated-many", "more than half have no date", "info", "checks/release.json:3"),
)

PATTERN = Finding(
    "pattern",
    "error",
    "the whole value must match https?://[a-z]{2,}.*",
    table="articles",
    field="url",
    count=3,
    total=132,
    samples=("a1", "b2", "c3"),
    declared="datapackage.json: resources.articles.schema.fields.url.constraints.pattern",
)
WAIVED = Finding(
    "foreign-key",
    "error",
    "a key refers to a row that is not there",
    table="articles",
    field="source",
    count=1,
    total=132,
    samples=("d4",),
    segment="source=le-phare",
    declared="datapackage.json: resources.articles.schema.foreignKeys[0]",
    waived="declared next month, as agreed with @archive",
)
SHORT = Finding(
    "body-short",
    "warning",
    "a body has fewer than 20 words",
    table="articles",
    count=7,
    total=132,
    samples=(
        "e5",
        "أخبار‌الساحل",
        "<script>alert(1)</script>",
        "\u202eevil\x1b[2J\n::error::x%0A",
        "]]>|`",
        "f6",
    ),
    segment="source=almanara",
    declared="checks/articles.py:80",
)
UNDATED = Finding(
    "undated-many",
    "info",
    "more than half of a source's articles have no date",
    table="articles",
    count=1,
    total=5,
    samples=("barq",),
    segment="source=barq",
    declared="checks/release.json:3",
)
VERDICT = Verdict(
    findings=(WAIVED, PATTERN, SHORT, UNDATED),
    rules=("body-short", "foreign-key", "pattern", "primary-key", "title-long", "undated-many"),
    rows={"articles": 132, "sources": 5},
    skipped=("rows-fell",),
    notes=("only what changed since 0.1.0 was looked at",),
)


CONTEXT = Context(
    "coast-news", "candidate", "0.0.0", {info.id: info for info in RULES}, Places.parse("", FILES)
)

#: Text that some format would obey, and any other, lone surrogates included.
HOSTILE = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.lists(
        st.sampled_from(
            [
                *(
                    "<script>",
                    "</details>",
                    "]]>",
                    "<!--",
                    "&lt;",
                    "\u202e",
                    "\x00",
                    "\x1b[31m",
                    "\ufffe",
                    "\ud800",
                ),
                *(
                    "%0A",
                    "\n",
                    "\r\n",
                    "\u2028",
                    "::error::",
                    "::stop-commands::x",
                    "##[add-mask]",
                    "{0}",
                    "{{",
                ),
                *(
                    "[x](http://evil.example)",
                    "https://evil.example",
                    "www.evil.example",
                    "@someone",
                    "#12",
                    "`",
                ),
                *(
                    "```",
                    "|",
                    "\\|",
                    "\\",
                    "*",
                    "__",
                    "~~",
                    "$x$",
                    "![",
                    "a",
                    " ",
                    "أ",
                    ":smile:",
                    "<b>",
                    "- ",
                ),
            ]
        ),
        max_size=8,
    ).map("".join),
)
_RULE = st.sampled_from([*(info.id for info in RULES), "own-rule"])

findings = st.builds(
    Finding,
    rule=_RULE,
    severity=st.sampled_from(SEVERITIES),
    message=HOSTILE,
    table=st.sampled_from(["", "articles", "sources", "elsewhere"]),
    field=HOSTILE,
    count=st.integers(0, 10**9),
    total=st.integers(0, 10**9),
    samples=st.lists(HOSTILE, max_size=10).map(tuple),
    segment=HOSTILE,
    declared=st.one_of(HOSTILE, st.sampled_from([info.declared for info in RULES])),
    waived=st.one_of(st.just(""), HOSTILE),
)
verdicts = st.builds(
    Verdict,
    findings=st.lists(findings, max_size=6).map(tuple),
    rules=st.just(VERDICT.rules),
    rows=st.just(VERDICT.rows),
    skipped=st.just(VERDICT.skipped),
    notes=st.lists(HOSTILE, max_size=2).map(tuple),
)
