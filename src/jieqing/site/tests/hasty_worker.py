"""`jieqing worker` that takes another worker for dead after a second, so that tests need not wait for half a minute."""

from jieqing.site import house

if __name__ == "__main__":
    house.set_up()
    from jieqing.site.worker import work

    work(heartbeat_s=0.2, stalled_after_s=1.0)
