"""What a subscriber has to receive, worked out from the whole ledger and the comments of the API alone: a simple filter
over all updates, and the register's state as the updates make it. Shares nothing with the server."""
import bisect
import dataclasses
import hashlib

PROJECT_FIELDS = ("departments", "lists", "projects", "categories", "levels", "colors")


def digest(message):
    """Of the content, as a number that fits into eight bytes."""
    encoded = message.SerializeToString(deterministic=True)
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=8).digest(), "big", signed=True)


def matches_project(wanted, match):
    """`match`: anything with the fields of a Match."""
    return ((not wanted.units or match.unit in wanted.units)
            and (not wanted.departments or match.department in wanted.departments)
            and (not wanted.lists or any(one in wanted.lists for one in match.lists))
            and (not wanted.projects or match.project in wanted.projects)
            and (not wanted.categories or match.category in wanted.categories)
            and (not wanted.levels or match.level in wanted.levels)
            and (not wanted.colors or match.color in wanted.colors))


def asks_for_projects(wanted):
    return any(getattr(wanted, field) for field in PROJECT_FIELDS)


def matches_unit(wanted, unit_id):
    return not asks_for_projects(wanted) and (not wanted.units or unit_id in wanted.units)


@dataclasses.dataclass(frozen=True)
class Match:
    project: str
    unit: str
    department: str
    lists: tuple
    category: int
    level: int
    color: int

    @staticmethod
    def of(message):
        return Match(message.project, message.unit, message.department, tuple(message.lists), message.category,
                     message.level, message.color)

    @staticmethod
    def of_project(project):
        return Match(project.id, project.unit, project.department, tuple(project.lists), project.category,
                     project.level, project.status.color)


class Change:
    """What a filter looks at, taken out of the message once."""

    def __init__(self, message, kinds):
        name = message.WhichOneof("kind")
        self.kind = kinds[name.upper()]
        self.unit = message.unit_changed.unit.id if name == "unit_changed" else None
        self.is_about_projects = name not in ("unit_changed", "day_evaluated", "alert_rules_changed")
        self.matches = [Match.of(getattr(message, field)) for field in ("match_before", "match_after")
                        if message.HasField(field)]

    def passes(self, wanted):
        if wanted.change_kinds and self.kind not in wanted.change_kinds:
            return False
        if not wanted.units and not asks_for_projects(wanted):
            return True
        if self.unit is not None:
            return matches_unit(wanted, self.unit)
        return self.is_about_projects and any(matches_project(wanted, match) for match in self.matches)


@dataclasses.dataclass
class Wanted:
    """A WatchFilter as sets: quicker to ask, and not the server's own reading of it."""
    units: frozenset
    departments: frozenset
    lists: frozenset
    projects: frozenset
    categories: frozenset
    levels: frozenset
    colors: frozenset
    change_kinds: frozenset

    @staticmethod
    def of(message):
        return Wanted(**{field.name: frozenset(getattr(message, field.name)) for field in dataclasses.fields(Wanted)})


class Ledger:
    """All updates, from the first."""

    def __init__(self, updates, kinds):
        self.updates = updates
        self.changes = [[Change(change, kinds) for change in update.changes] for update in updates]
        self.digests = {}
        for number, update in enumerate(updates, 1):
            assert update.sequence == number, f"the ledger has {update.sequence} at {number}"

    def matching(self, watch_filter, after, until=None):
        """[(sequence, digest)] of what the filter lets through after a sequence (and up to one), in order."""
        wanted = Wanted.of(watch_filter)
        found = []
        for sequence in range(after + 1, min(until or len(self.updates), len(self.updates)) + 1):
            chosen = tuple(index for index, change in enumerate(self.changes[sequence - 1]) if change.passes(wanted))
            if chosen:
                found.append((sequence, self._digest(sequence, chosen)))
        return found

    def _digest(self, sequence, chosen):
        key = (sequence, chosen)
        if key not in self.digests:
            whole = self.updates[sequence - 1]
            part = type(whole)()
            part.CopyFrom(whole)
            del part.changes[:]
            part.changes.extend(whole.changes[index] for index in chosen)
            self.digests[key] = digest(part)
        return self.digests[key]


class Register:
    """The state after some updates of the ledger."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.sequence = 0
        self.units, self.projects = {}, {}

    def go_to(self, sequence):
        for update in self.ledger.updates[self.sequence:sequence]:
            for change in update.changes:
                self._apply(change)
        self.sequence = sequence

    def _apply(self, change):
        name = change.WhichOneof("kind")
        content = getattr(change, name)
        if name == "unit_changed":
            self.units[content.unit.id] = content.unit
        elif name == "project_changed":
            before = self.projects.get(content.project.id)
            project = self.projects[content.project.id] = type(content.project)()
            project.CopyFrom(content.project)
            if before is not None:
                project.status.CopyFrom(before.status)
                project.alerts.extend(before.alerts)
        elif name == "report_filed":
            project = self.projects[content.report.project]
            for milestone in content.milestones:
                self._put_milestone(project, milestone)
            project.etag = content.project_etag or project.etag
        elif name == "status_changed":
            self.projects[content.project].status.CopyFrom(content.after)
        elif name == "alert_changed":
            self._put_alert(self.projects[content.after.project], content)

    @staticmethod
    def _put_milestone(project, milestone):
        for own in project.milestones:
            if own.id == milestone.id:
                own.CopyFrom(milestone)
                return
        project.milestones.add().CopyFrom(milestone)

    @staticmethod
    def _put_alert(project, content):
        after = content.after
        rest = [alert for alert in project.alerts if (alert.kind, alert.milestone) != (after.kind, after.milestone)]
        # One that was pending for the first time and never fired leaves no trace.
        resolved = after.DESCRIPTOR.fields_by_name["state"].enum_type.values_by_name["ALERT_RESOLVED"].number
        if after.state != resolved or after.episode > 0:
            rest.append(after)
        rest.sort(key=lambda alert: (alert.kind, alert.milestone))
        copies = [type(after).FromString(alert.SerializeToString()) for alert in rest]
        del project.alerts[:]
        project.alerts.extend(copies)

    def snapshot(self, watch_filter):
        """({unit: digest}, {project: digest}) of what matches."""
        wanted = Wanted.of(watch_filter)
        return ({key: digest(unit) for key, unit in self.units.items() if matches_unit(wanted, key)},
                {key: digest(project) for key, project in self.projects.items()
                 if matches_project(wanted, Match.of_project(project))})


def first_difference(expected, received):
    """What is wrong with what came of a stream that may have been cut at any place; None: nothing."""
    for index, (sequence, content) in enumerate(received):
        if index == len(expected):
            return f"update {sequence} came, though nothing more matches"
        if expected[index][0] != sequence:
            known = [one for one, _ in expected]
            place = bisect.bisect_left(known, sequence)
            kind = ("which does not match" if place == len(known) or known[place] != sequence
                    else "again" if place < index else f"without {place - index} before it")
            return f"update {sequence} came instead of {expected[index][0]}, {kind}"
        if expected[index][1] != content:
            return f"update {sequence} came with another content"
    return None
