"""Entries come into the tree once each, in order, and the tree only grows; it is that of RFC 6962."""

import os
import random
from datetime import timedelta

import psycopg
import pytest
from django.db import connection as application

from jieqing.evidence import ahead, reading
from jieqing.evidence import edge as edges
from jieqing.evidence.edge import Edge
from jieqing.evidence.holdings import holdings
from jieqing.evidence.integrating import Broken, Tree, add, integrate, load_tree, refuse_fork
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import JIA, KEYS, NOON, POLICY, append, sequence, url
from jieqing_verify.merkle import EMPTY, leaf_hash, node_hash, root_of

SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_793, 70_000]


def _leaves(number):
    return [leaf_hash(b"%d" % place) for place in range(number)]


def _root(leaves):
    """RFC 6962, 2.1, word by word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(_root(leaves[:split]), _root(leaves[split:]))


def _insert(connection):
    """An entry that is not committed yet; its number."""
    connection.execute("SELECT set_config('jieqing.tenant', %s, true)", [str(JIA.tenant)])
    connection.execute(
        "INSERT INTO evidence.entry (id, tenant_id, at, event, actor, salt, clock, device)"
        " VALUES (gen_random_uuid(), %s, now(), 'claims.claim_saved', 'user:1', %s, 'host:synced', 'node-1')",
        [JIA.tenant, os.urandom(16)],
    )
    with psycopg.connect(url("owner")) as owner:
        (number,) = owner.execute("SELECT last_value FROM evidence.entry_number_seq").fetchone()
    return number


@pytest.mark.parametrize("size", SIZES)
def test_the_edge_has_the_root_of_rfc_6962(size):
    leaves = _leaves(size)
    edge = Edge()
    edge.extend(leaves)
    assert edge.root() == _root(leaves)
    assert [len(row) for row in edge.rows] == edges.widths(size)


def test_an_edge_grows_by_steps_of_any_size_and_yields_every_node_once():
    chance, leaves = random.Random(5), _leaves(70_000)
    edge, nodes, at = Edge(), [], 0
    while at < len(leaves):
        step = chance.choice([1, 2, 255, 256, 257, 5000])
        nodes += edge.extend(leaves[at : at + step])
        at += step
    assert edge.root() == _root(leaves)
    assert {node[:2] for node in nodes} == {(1, n) for n in range(273)} | {(2, 0)}
    assert len(nodes) == 274
    assert {node[:2]: node[2] for node in nodes}[2, 0] == _root(leaves[:65_536])


def test_an_edge_that_lacks_a_hash_is_refused():
    with pytest.raises(ValueError, match="as many hashes"):
        Edge(257, [[bytes(32)], []])


@pytest.mark.parametrize("size", [1, 255, 256, 300, 512, 65_536])
@pytest.mark.parametrize("step", [1, 255, 256, 300, 70_000])
def test_growth_is_proved_consistent_before_it_is_written(size, step):
    leaves = _leaves(size + step)
    old = Edge()
    old.extend(leaves[:size])
    new = Edge(old.size, old.rows)
    nodes = new.extend(leaves[size:])
    before, after = Tree(old, old.root()), Tree(new, new.root())
    refuse_fork(before, after, leaves[size:], nodes)
    with pytest.raises(Broken, match="fork"):
        refuse_fork(before, Tree(new, leaf_hash(b"another")), leaves[size:], nodes)
    with pytest.raises(Broken, match="fork"):
        refuse_fork(Tree(old, leaf_hash(b"another")), after, leaves[size:], nodes)


@pytest.mark.django_db(transaction=True)
class TestIntegrate:
    def test_every_committed_entry_gets_one_place(self):
        about = append(600)
        tree = sequence(limit=100)
        assert tree.edge.size == 600
        assert reading.waiting() == 0
        places = [holdings(JIA, thing)[0].index for thing in about]
        assert places == list(range(600))
        leaves = [leaf_hash(holdings(JIA, thing)[0].leaf) for thing in about]
        assert tree.root == _root(leaves) == root_of(600, reading.subtrees(600))

    def test_checkpoints_are_signed_by_both_keys_and_each_extends_the_last(self):
        append(300)
        sequence(limit=70)
        sizes = [70, 140, 210, 280, 300]
        signed = [reading.checkpoint_of(size) for size in sizes]
        for one in signed:
            verdict = POLICY.judge(one.whole)
            assert verdict.log_signed and not verdict.quorum_met
            assert (verdict.checkpoint.size, verdict.checkpoint.root) == (one.size, one.root)
        assert reading.latest_checkpoint() == signed[-1]

    def test_one_who_begins_anew_goes_on_where_the_last_stopped(self):
        for _round in range(3):
            append(130)
            sequence(limit=64)
        with psycopg.connect(url("sequencer"), autocommit=True) as connection:
            tree = load_tree(connection)
        assert (tree.edge.size, tree.root) == (390, reading.latest_checkpoint().root)

    def test_an_entry_committed_late_comes_later_whatever_its_number(self):
        """Numbers are given before the commit: the one that was slower finds the others in the tree already."""
        with psycopg.connect(url("app")) as slow:
            _insert(slow)
            append(2)
            assert sequence().edge.size == 2
        assert sequence().edge.size == 3
        with application.cursor() as cursor:
            cursor.execute("SELECT number FROM evidence.leaf ORDER BY index")
            numbers = [number for (number,) in cursor.fetchall()]
        assert numbers == [numbers[2] + 1, numbers[2] + 2, numbers[2]]

    def test_read_ahead_every_entry_is_added_once_and_late_ones_are_not_forgotten(self, monkeypatch):
        monkeypatch.setattr(ahead, "CHAIN", 3)
        append(100)
        with (
            psycopg.connect(url("sequencer"), autocommit=True) as writer,
            psycopg.connect(url("sequencer"), autocommit=True) as reader,
            psycopg.connect(url("app")) as slow,
        ):
            late = _insert(slow)
            append(1000)
            tree, queue, numbers = load_tree(writer), ahead.Ahead(reader, limit=50), []
            for turn in range(40):
                if turn == 4:
                    slow.commit()
                if rows := queue.batch():
                    tree = add(writer, tree, KEYS, NOON + timedelta(seconds=turn), rows)
                    numbers += [row[0] for row in rows]
            queue.close()
        assert sorted(numbers) == list(range(1, 1102))
        assert late == 101 and numbers.index(late) < 500, "long before the queue is empty"
        assert reading.waiting() == 0

    def test_numbers_far_apart_hide_no_entry(self):
        append(1)
        with little_log.owner() as owner:
            owner.execute("SELECT setval('evidence.entry_number_seq', 1000000)")
        append(2)
        assert sequence(limit=10).edge.size == 3

    def test_nothing_waiting_signs_nothing(self):
        append()
        sequence()
        before = reading.latest_checkpoint()
        sequence()
        assert reading.latest_checkpoint() == before

    @pytest.mark.parametrize(
        ("damage", "code"),
        [
            ("UPDATE evidence.leaf SET hash = sha256('x') WHERE index = 299", "root_differs"),
            ("UPDATE evidence.node SET hash = sha256('x')", "root_differs"),
            ("DELETE FROM evidence.node", "rows_missing"),
            ("UPDATE evidence.leaf SET index = 400 WHERE index = 299", "leaves_beyond_checkpoint"),
            ("DELETE FROM evidence.checkpoint WHERE size = 300", "leaves_beyond_checkpoint"),
            ("UPDATE evidence.checkpoint SET root = sha256('x') WHERE size = 300", "root_differs"),
        ],
        ids=["leaf", "node", "no node", "far leaf", "no checkpoint", "root"],
    )
    def test_nothing_is_added_to_tables_that_are_not_what_was_signed(self, damage, code):
        append(300)
        sequence(limit=200)
        with little_log.owner() as owner:
            owner.execute(damage)
        with psycopg.connect(url("sequencer"), autocommit=True) as connection, pytest.raises(Broken) as broken:
            load_tree(connection)
        assert broken.value.code == code

    def test_a_writer_that_missed_anothers_batch_writes_nothing(self):
        append(3)
        sequence()
        with psycopg.connect(url("sequencer"), autocommit=True) as connection:
            stale = load_tree(connection)
            append(2)
            sequence()
            append(1)
            with pytest.raises(Broken, match="another_writer"):
                integrate(connection, stale, KEYS, NOON + timedelta(days=1))
        assert (reading.size(), reading.waiting()) == (5, 1)

    def test_a_writer_whose_memory_went_bad_writes_nothing(self):
        append(300)
        sequence()
        append(1)
        with psycopg.connect(url("sequencer"), autocommit=True) as connection:
            tree = load_tree(connection)
            tree.edge.rows[0][0] = bytes(32)
            with pytest.raises(Broken, match="fork"):
                integrate(connection, tree, KEYS, NOON + timedelta(days=1))
        assert (reading.size(), reading.waiting()) == (300, 1)

    @pytest.mark.parametrize("table", ["entry", "leaf", "node", "checkpoint", "cosignature"])
    @pytest.mark.parametrize(
        "what",
        ["DELETE FROM evidence.{}", "TRUNCATE evidence.{}", "UPDATE evidence.{} SET size = 1"],
        ids=["delete", "truncate", "update"],
    )
    def test_the_sequencer_itself_may_change_no_row(self, table, what):
        column = {"entry": "code = 'x'", "checkpoint": "size = 1", "cosignature": "size = 1"}.get(table, "index = 1")
        with psycopg.connect(url("sequencer")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(what.format(table).replace("size = 1", column))

    @pytest.mark.parametrize("table", ["leaf", "node", "checkpoint", "cosignature", "pending"])
    def test_the_application_may_write_nothing_of_the_tree(self, table):
        with psycopg.connect(url("app")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"INSERT INTO evidence.{table} DEFAULT VALUES")
