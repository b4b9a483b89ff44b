"""What a process does before its first request: it loads the catalogues and builds the index, so that nobody waits."""

import logging

from django.db import DatabaseError, connections

from jieqing.desks.directory import directory_index
from jieqing.desks.queries import Question, answer
from jieqing.kit.actor import ANYONE
from jieqing.kit.clock import today

EXAMPLE = (
    "我在苏州园区开模具厂，昆山张浦一家五金公司欠我货款，合同上写的是26万8，2025年10月底前付清，"
    "去年年底给了8万，还差十八万八，对账单盖过章的，催了几次都说没钱。"
)


def warm_up() -> None:
    """Answers the example once. Without a database the first request does it, and says what is wrong."""
    question = Question(text=EXAMPLE, today=today(), corrections={}, weights={})
    try:
        answer(ANYONE, question, lambda: directory_index(question.today))
    except DatabaseError as error:
        logging.getLogger("jieqing.desks").warning("not warmed up: %s", type(error).__name__)
    finally:
        connections.close_all()
