using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandLineTests
{
    [TestCase(0xD83D)]
    [TestCase(0xDE00)]
    public void New_HalfOfASurrogatePair_IsRefused(int half) =>
        Assert.That(
            () => new CommandLine("x", "a" + (char)half),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("half of a surrogate pair")
        );

    [Test]
    public void Constructor_CallersList_IsCopied()
    {
        List<string> arguments = ["serve"];
        var command = new CommandLine("vllm", arguments);

        arguments[0] = "bench";

        Assert.That(command.Arguments, Is.EqualTo(["serve"]));
    }

    [Test]
    public void Constructor_EmptyExecutable_IsRefused() => Assert.That(() => new CommandLine(""), Throws.ArgumentException);

    [TestCase("v\0", "a")]
    [TestCase("v", "a\0")]
    public void Constructor_NulCharacter_IsRefused(string executable, string argument) =>
        Assert.That(() => new CommandLine(executable, argument), Throws.TypeOf<InvalidInputException>().With.Message.Contains("NUL"));

    [Test]
    public void Arguments_Cast_CannotBeChanged() =>
        Assert.That(() => ((IList<string>)new CommandLine("vllm", "serve").Arguments)[0] = "x", Throws.TypeOf<NotSupportedException>());

    [Test]
    public void Equals_SameWords_IsTrue()
    {
        var command = CommandLine.Parse("vllm serve 'm'");

        Assert.That(command, Is.EqualTo(new CommandLine("vllm", "serve", "m")));
        Assert.That(command.GetHashCode(), Is.EqualTo(new CommandLine("vllm", "serve", "m").GetHashCode()));
    }

    [TestCase("vllm serve")]
    [TestCase("vllm serve m x")]
    [TestCase("vllm serve M")]
    [TestCase("other serve m")]
    public void Equals_OtherWords_IsFalse(string other) =>
        Assert.That(CommandLine.Parse("vllm serve m"), Is.Not.EqualTo(CommandLine.Parse(other)));

    [Test]
    public void Append_NoEndOfOptions_AddsAtTheEnd() =>
        Assert.That(CommandLine.Parse("vllm bench").Append("--save-result", "x").ToString(), Is.EqualTo("vllm bench --save-result x"));

    [Test]
    public void Append_EndOfOptions_AddsBeforeIt() =>
        Assert.That(CommandLine.Parse("run a -- b").Append("--x", "1").ToString(), Is.EqualTo("run a --x 1 -- b"));

    [TestCase("x --a-b 1", "a_b")]
    [TestCase("x --a_b 1", "a-b")]
    [TestCase("x --a_b=1", "a-b")]
    [TestCase("x --no-a-b", "a_b")]
    [TestCase("x --no_a_b", "a_b")]
    [TestCase("x --a-b.c_d 1", "a_b.c_d")]
    [TestCase("x -p 1", "-p")]
    [TestCase("x -p=1", "-p")]
    public void HasOption_AnySpelling_IsTrue(string command, string key) => Assert.That(CommandLine.Parse(command).HasOption(key), Is.True);

    [TestCase("x --a-bc 1", "a_b")]
    [TestCase("x a-b", "a_b")]
    [TestCase("x -- --a-b 1", "a_b")]
    [TestCase("--a-b", "a_b")]
    [TestCase("x --a-b.c-d 1", "a_b.c_d")]
    [TestCase("x -port 1", "-p")]
    [TestCase("x --port-other 9000", "port")]
    public void HasOption_OtherToken_IsFalse(string command, string key) =>
        Assert.That(CommandLine.Parse(command).HasOption(key), Is.False);

    [TestCase("x --port 1 --port 2", "port", "2")]
    [TestCase("x --port 1 --port=2", "port", "2")]
    [TestCase("x --port=1=2", "port", "1=2")]
    [TestCase("x --port=", "port", "")]
    [TestCase("x --seed -1", "seed", "-1")]
    [TestCase("x --file -", "file", "-")]
    [TestCase("x -p 9000", "-p", "9000")]
    public void TryFindOption_Value_IsTheLastOne(string command, string key, string expected)
    {
        var isFound = CommandLine.Parse(command).TryFindOption(key, out var value);

        Assert.That(isFound, Is.True);
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("x", "port")]
    [TestCase("x --port", "port")]
    [TestCase("x --port --host a", "port")]
    [TestCase("x --port 1 --no-port", "port")]
    [TestCase("x --port -- 1", "port")]
    public void TryFindOption_NoValue_IsFalse(string command, string key)
    {
        var isFound = CommandLine.Parse(command).TryFindOption(key, out var value);

        Assert.That(isFound, Is.False);
        Assert.That(value, Is.Null);
    }

    [TestCase("x --file -", "file", "a", "x --file a", TestName = "With_LoneDash_IsAValue")]
    [TestCase("x --seed -1e-3", "seed", "5", "x --seed 5", TestName = "With_NegativeNumber_IsAValue")]
    [TestCase("x --seed -inf", "seed", "5", "x --seed 5", TestName = "With_NegativeInfinity_IsAValue")]
    [TestCase("x --seed -a", "seed", "5", "x --seed 5 -a", TestName = "With_ShortOptionBehind_StaysAnOption")]
    [TestCase("x --a -- b", "a", "1", "x --a 1 -- b", TestName = "With_EndOfOptionsBehind_TakesTheValueBeforeIt")]
    [TestCase("x --no_a_b", "a-b", "1", "x --a_b 1", TestName = "With_NegationInUnderscores_KeepsItsSpelling")]
    [TestCase("x --a 1 p --a=2 --no-a --a 3 q", "a", "4", "x --a 4 p q", TestName = "With_ManyOccurrences_LeavesOne")]
    [TestCase("x --name v", "name", "--", "x --name=--", TestName = "With_ValueOfTwoDashes_IsAssigned")]
    [TestCase("--a --a 1", "a", "2", "--a --a 2", TestName = "With_ExecutableLikeAnOption_IsLeft")]
    [TestCase("x --a-b", "a_b", "v", "x --a-b v", TestName = "With_OptionAtTheEnd_TakesTheValue")]
    public void With_Text(string command, string key, string value, string expected) =>
        Assert.That(CommandLine.Parse(command).With(new ParameterSet { { key, value } }).ToString(), Is.EqualTo(expected));

    [TestCase("x --c.d=true --c.d=false", true, "x --c.d=true")]
    [TestCase("x --c.d false p", true, "x --c.d=true p")]
    [TestCase("x --c.d p", true, "x --c.d=true p")]
    [TestCase("x --no-c.d", true, "x --c.d=true")]
    [TestCase("x -- --c.d=true", false, "x --c.d=false -- --c.d=true")]
    public void With_DottedBoolean_IsAssigned(string command, bool value, string expected) =>
        Assert.That(CommandLine.Parse(command).With(new ParameterSet { { "c.d", value } }).ToString(), Is.EqualTo(expected));

    [Test]
    public void With_OptionRemovedBeforeAPositional_DoesNotMakeItAValue() =>
        Assert.That(
            CommandLine.Parse("x --c=1 --a --c=2 m").With(new ParameterSet { { "c", 3 }, { "a", 4 } }).ToString(),
            Is.EqualTo("x --c=3 --a 4 m")
        );

    [Test]
    public void With_EmptySet_GivesTheSameCommand()
    {
        var command = CommandLine.Parse("vllm serve m");

        Assert.That(command.With(new ParameterSet { Name = "named" }), Is.EqualTo(command));
    }

    [Test]
    public void With_ValueWithAnyCharacter_ReachesTheCommandUnchanged()
    {
        var value = "../../x\n\u0001 é😀 \"'\\" + new string('y', 100_000);

        var command = CommandLine.Parse("x").With(new ParameterSet { { "a", value } });

        Assert.That(command.Arguments, Is.EqualTo(["--a", value]));
    }

    [Test]
    public void With_SameSetAgain_ChangesNothing() =>
        Gen.Select(Commands, Sets)
            .Sample(
                (command, set) =>
                {
                    var once = command.With(set);
                    return once.With(set).Equals(once);
                }
            );

    [Test]
    public void With_AnySet_OverrideWins() =>
        Gen.Select(Commands, Sets)
            .Sample(
                (command, set) =>
                {
                    var result = command.With(set);
                    return set.All(pair =>
                        pair.Value.Kind == ParameterKind.Boolean
                            ? result.HasOption(pair.Key)
                            : result.TryFindOption(pair.Key, out var value) && value == pair.Value.Text
                    );
                }
            );

    [Test]
    public void With_AnySet_KeepsPositionalArguments() =>
        Gen.Select(Commands, Sets)
            .Sample(
                (command, set) =>
                {
                    var positionals = command.Arguments.Where(argument => argument.StartsWith("pos", StringComparison.Ordinal));
                    return command
                        .With(set)
                        .Arguments.Where(argument => argument.StartsWith("pos", StringComparison.Ordinal))
                        .SequenceEqual(positionals);
                }
            );

    // Positional arguments stand where no value can: behind an assigned option, or at the start.
    private static Gen<CommandLine> Commands =>
        Gen.OneOf(
                Gen.OneOf<string[]>(
                    ["--a-b", "1"],
                    ["--a_b=2"],
                    ["--no-a-b"],
                    ["--c", "x"],
                    ["--c=y", "pos1"],
                    ["--d.e_f=true"],
                    ["-p", "3"],
                    ["--g=1", "pos2"]
                ),
                Gen.OneOf<string[]>(["--no_a_b"], ["--a-b"], ["--c"], ["--seed", "-1"])
            )
            .Array[0, 6]
            .Select(parts => new CommandLine("x", ["pos0", .. parts.SelectMany(part => part)]));

    private static Gen<ParameterSet> Sets
    {
        get
        {
            var values = Gen.OneOf<ParameterValue>(
                Gen.Int[-5, 5].Select(value => (ParameterValue)value),
                Gen.Bool.Select(value => (ParameterValue)value),
                Gen.OneOf("v", "--c", "", "--a-b=1", "two words").Select(value => (ParameterValue)value)
            );
            return Gen.Select(Gen.OneOf("a_b", "c", "d.e_f", "g", "new_one").HashSet[0, 4], values.Array[4])
                .Select((keys, chosen) => new ParameterSet(keys.Zip(chosen, KeyValuePair.Create)));
        }
    }
}
