"""Of two web servers one is ended with -9, again and again: the other goes on, and knows everybody."""

from tools.faults.plan import Plan
from tools.faults.rig import end


def run(plan: Plan) -> None:
    """Needs two; who was being answered sends the same form again, to the other."""
    rig, times = plan.rig, plan.much(10, 4)
    if not rig.is_spread:
        return
    with rig.fault(f"a web server ended with -9 {times} times, one or the other"):
        for number in range(times):
            name = f"web-{number % 2 + 1}"
            children = rig.children(name)
            rig.kill(name)
            for child in children:
                end(child)
            rig.pause(3)
