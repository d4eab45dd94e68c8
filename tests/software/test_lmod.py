"""How Lmod is called and what its output means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpclab.core.environment import EnvironmentPatch
from hpclab.core.errors import MalformedError, RefusedError, TooSlowError, UnavailableError
from hpclab.software import lmod
from hpclab.software.backend import Answer
from hpclab.software.models import Message


def quoted_as_lua(value: bytes) -> bytes:
    """What Lua 5.3's string.format("%q", value) writes."""
    written = b""
    for index, byte in enumerate(value):
        char = bytes([byte])
        if char in (b'"', b"\\", b"\n"):
            written += b"\\" + char
        elif byte < 32 or byte == 127:
            digit_follows = value[index + 1 : index + 2].isdigit()
            written += b"\\%03d" % byte if digit_follows else b"\\%d" % byte
        else:
            written += char
    return b'"' + written + b'"'


names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True).filter(
    lambda name: name != "__LMOD_LAST_ERROR"
)
values = st.binary(max_size=60)


class TestParsePythonOutput:
    """The statements of Lmod's `python` shell."""

    @given(st.dictionaries(names, values | st.none(), max_size=8), st.text("ab \n\";'=[]\\", max_size=30))
    @example({"PATH": b"/a:/b", "GONE": None}, 'os.environ["PATH"] = "unclosed')
    @example({"A": b'os.environ["B"] = "c";\n', "TAB": b"\t1\x0011"}, "")
    def test_reads_back_what_lua_writes(self, variables: dict[str, bytes | None], noise: str) -> None:
        # A line of noise that isn't finished would make the next statement a part of it only if it began one.
        output = noise.encode() + b"\nimport os\n"
        for name, value in variables.items():
            key = b"os.environ[" + quoted_as_lua(name.encode()) + b"]"
            if value is None:
                output += key + b" = ''\ndel " + key + b"\n"
            else:
                output += key + b" = " + quoted_as_lua(value) + b";\n"
        patch = lmod.parse_python_output(output + b"_mlstatus = True\n")
        assert patch.removed == {name for name, value in variables.items() if value is None}
        assert {name: os.fsencode(value) for name, value in patch.assigned.items()} == {
            name: value for name, value in variables.items() if value is not None
        }

    def test_the_last_statement_counts(self) -> None:
        output = (
            b'os.environ["A"] = "1";\nos.environ["A"] = \'\'\ndel os.environ["A"]\nos.environ["B"] = "2";'
        )
        assert lmod.parse_python_output(output) == EnvironmentPatch({"B": "2"}, frozenset({"A"}))

    def test_leaves_the_last_error_out(self) -> None:
        output = b'os.environ["__LMOD_LAST_ERROR"] = "x";\nos.environ["A"] = "1";\n'
        assert lmod.parse_python_output(output) == EnvironmentPatch({"A": "1"})

    @given(st.binary(max_size=300))
    def test_never_fails(self, output: bytes) -> None:
        lmod.parse_python_output(output)


class TestParseMessages:
    """What stands on standard error."""

    def test_an_error_names_the_module(self) -> None:
        stderr = (
            "\x1eerror\x1e This node has no licence server. \n"
            "While processing the following module(s):\n"
            "    Module fullname  Module Filename\n"
            "    ---------------  ---------------\n"
            "    failing/1.0      /m/core/failing/1.0.lua\n\n\n"
        )
        assert lmod.parse_messages(stderr) == [
            Message("error", "This node has no licence server.", "failing/1.0")
        ]

    def test_what_has_no_mark_is_information(self) -> None:
        stderr = "Cite us.\n\x1ewarning\x1e Goes away.\n\n\x1echanged\x1e  1) A/1 => A/2\n\nBye.\n"
        assert lmod.parse_messages(stderr) == [
            Message("info", "Cite us."),
            Message("warning", "Goes away."),
            Message("info", "Bye."),
        ]

    def test_notices_of_the_site(self) -> None:
        rule = "-" * 4095
        stderr = (
            f"\x1enotice\x1e\nGCC/4.8.5:\nIs old.\n\nUse GCC/13.\n\nIntel/1:\nIs gone.\n{rule}\n\nHello\n"
        )
        assert lmod.parse_messages(stderr) == [
            Message("warning", "Is old.\n\nUse GCC/13.", "GCC/4.8.5"),
            Message("warning", "Is gone.", "Intel/1"),
            Message("info", "Hello"),
        ]

    def test_lists_that_the_table_shows_are_left_out(self) -> None:
        stderr = "\x1ereplaced\x1eGCC/12 => Clang/17\n\n\x1edeactivated\x1e  1) OpenMPI\n\n"
        assert lmod.parse_messages(stderr) == []

    @given(st.text(alphabet="ab\x1e\n-: ()", max_size=200))
    def test_never_fails(self, stderr: str) -> None:
        lmod.parse_messages(stderr)


class TestCheckModuleName:
    """What may be a module's name."""

    @pytest.mark.parametrize(
        "name",
        ["GCC", "GCC/12.3.0", "bio/BLAST+/2.14.0-gompi-2023a", "secret/.1.0", "C++/1", "a@b", "naïve/1"],
    )
    def test_takes_names(self, name: str) -> None:
        lmod.check_module_name(name)

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "-X",
            "--force",
            "a b",
            "a\nb",
            "a\tb",
            "a;b",
            "a'b",
            'a"b',
            "`id`",
            "a\\b",
            "a\x00b",
            "a\x1bb",
            "a\u202eb",
            "/etc/passwd",
            "~/x",
            "./x",
            "../x",
            "a/../../x",
            "x" * 10_000,
        ],
    )
    def test_refuses_what_is_none(self, name: str) -> None:
        with pytest.raises(MalformedError) as caught:
            lmod.check_module_name(name)
        assert caught.value.code == "bad_module_name"
        assert len(caught.value.message) < 400


class TestCallingEnvironment:
    """The settings of one call."""

    def test_hands_the_sites_own_texts_on(self) -> None:
        calling = lmod.calling_environment({"LMOD_SITE_MSG_FILE": "/site.lua", "LMOD_QUIET": "1", "A": "b"})
        assert calling["HPCLAB_SITE_MSG_FILE"] == "/site.lua"
        assert calling["LMOD_SITE_MSG_FILE"].endswith("lmod_messages.lua")
        assert calling["A"] == "b"
        assert "LMOD_QUIET" not in calling

    def test_leaves_the_language_alone(self) -> None:
        assert "LANG" not in lmod.calling_environment({})


@pytest.mark.each_lmod
class TestRealLmod:
    """The same on the real Lmod."""

    async def answer(self, environment: dict[str, str], *arguments: str) -> Answer:
        return await lmod.Lmod(Path(environment["LMOD_CMD"]), 30).python(arguments, environment)

    async def test_control_characters_and_bytes_come_through(self, lmod_environment: dict[str, str]) -> None:
        patch = (await self.answer(lmod_environment, "load", "control/1.0")).patch
        expected = b"a\tb\nc\"d\\e\x1b[0m\r;' $(touch x) \xc3\xa9 \xff <b>"
        assert os.fsencode(patch.assigned["CONTROL"]) == expected

    async def test_a_modulefiles_print_is_skipped(self, lmod_environment: dict[str, str]) -> None:
        answer = await self.answer(lmod_environment, "load", "printing/1.0")
        assert answer.ok
        assert answer.patch.assigned["PRINTING"] == "yes"
        assert "PATH" not in answer.patch.names
        assert answer.messages == (Message("info", "straight to standard error"),)

    async def test_none_of_our_settings_are_in_the_patch(self, lmod_environment: dict[str, str]) -> None:
        ours = lmod.calling_environment(lmod_environment).keys() - lmod_environment.keys()
        assert ours
        for module in ("GCC/12.3.0", "language/1.0", "warning/1.0"):
            patch = (await self.answer(lmod_environment, "load", module)).patch
            assert not patch.names & (ours | {"HPCLAB_DRY_RUN"})

    async def test_messages_have_their_level(self, lmod_environment: dict[str, str]) -> None:
        warning = await self.answer(lmod_environment, "load", "warning/1.0")
        assert warning.messages == (Message("warning", "This version goes away soon.", "warning/1.0"),)
        failing = await self.answer(lmod_environment, "load", "failing/1.0")
        assert failing.messages == (Message("error", "This node has no licence server.", "failing/1.0"),)
        assert not failing.ok
        assert not failing.patch.names

    async def test_what_a_modulefile_wants_loaded_first_is_told_by_name(
        self, lmod_environment: dict[str, str]
    ) -> None:
        (message,) = (await self.answer(lmod_environment, "load", "wanting/1.0")).messages
        assert (message.level, message.module) == ("error", "wanting/1.0")
        assert message.needs == ("R/4.3.2", "no-such/1.0")
        assert message.text.endswith("R/4.3.2 no-such/1.0")
        (message,) = (await self.answer(lmod_environment, "load", "either/1.0")).messages
        assert message.needs == ("R/4.3.2",)  # the other is a condition, no name

    async def test_the_sites_text_about_what_is_wanted_stays(
        self, lmod_environment: dict[str, str], tmp_path: Path
    ) -> None:
        site = tmp_path / "site.lua"
        site.write_text('return { site = { e_Prereq = "First load %{module_list}." } }')
        lmod_environment["LMOD_SITE_MSG_FILE"] = str(site)
        answer = await self.answer(lmod_environment, "load", "wanting/1.0")
        assert answer.messages[0].text == "First load R/4.3.2 no-such/1.0."
        assert answer.messages[0].needs == ("R/4.3.2", "no-such/1.0")
        assert "needs:" not in answer.stderr

    async def test_the_admins_notices_name_their_modules(
        self, lmod_environment: dict[str, str], tmp_path: Path
    ) -> None:
        notices = tmp_path / "admin.list"
        notices.write_text("GCC/12.3.0:\n  Goes away.\n  Use GCC/13.\n\nR/4.*:\nIs slow here.\n")
        lmod_environment["LMOD_ADMIN_FILE"] = str(notices)
        answer = await self.answer(lmod_environment, "load", "GCC/12.3.0", "R/4.3.2")
        told = {message.module: " ".join(message.text.split()) for message in answer.messages}
        assert told == {"GCC/12.3.0": "Goes away. Use GCC/13.", "R/4.3.2": "Is slow here."}
        assert {message.level for message in answer.messages} == {"warning"}

    async def test_the_sites_own_texts_stay(self, lmod_environment: dict[str, str], tmp_path: Path) -> None:
        site = tmp_path / "site.lua"
        site.write_text(
            'return { site = { errTitle = "Ours: ", e_Failed_Load = "No %{module_list}, call us." } }'
        )
        lmod_environment["LMOD_SITE_MSG_FILE"] = str(site)
        answer = await self.answer(lmod_environment, "load", "nosuch")
        assert answer.messages == (Message("error", 'No "nosuch", call us.'),)

    async def test_a_broken_file_of_the_site_does_no_harm(
        self, lmod_environment: dict[str, str], tmp_path: Path
    ) -> None:
        site = tmp_path / "site.lua"
        site.write_text("this is no Lua")
        lmod_environment["LMOD_SITE_MSG_FILE"] = str(site)
        assert (await self.answer(lmod_environment, "load", "GCC/12.3.0")).ok

    async def test_a_dry_run_is_seen_by_modulefiles(self, lmod_environment: dict[str, str]) -> None:
        tool = lmod.Lmod(Path(lmod_environment["LMOD_CMD"]), 30)
        dry = await tool.python(["load", "dry/1.0"], lmod_environment, dry_run=True)
        assert dry.patch.assigned["DRY_SEEN"] == "1"
        assert (await tool.python(["load", "dry/1.0"], lmod_environment)).patch.assigned["DRY_SEEN"] == "no"

    async def test_words_for_people(self, lmod_environment: dict[str, str]) -> None:
        tool = lmod.Lmod(Path(lmod_environment["LMOD_CMD"]), 30)
        assert 'family("compiler")' in await tool.text(["show", "GCC/12.3.0"], lmod_environment)
        with pytest.raises(RefusedError) as caught:
            await tool.text(["show", "nosuch"], lmod_environment)
        assert "nosuch" in (caught.value.detail or "")

    async def test_hanging_ends_with_its_time(
        self, lmod_environment: dict[str, str], lmod_command: Path
    ) -> None:
        with pytest.raises(TooSlowError, match=r"load slow/1\.0"):
            await lmod.Lmod(Path(lmod_environment["LMOD_CMD"]), 0.5).python(
                ["load", "slow/1.0"], lmod_environment
            )

    async def test_missing(self, lmod_environment: dict[str, str], tmp_path: Path) -> None:
        with pytest.raises(UnavailableError):
            await lmod.Lmod(tmp_path / "none", 1).python(["load", "GCC"], lmod_environment)
