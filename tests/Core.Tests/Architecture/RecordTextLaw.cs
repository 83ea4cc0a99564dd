using System.Reflection;
using System.Runtime.CompilerServices;
using ServeMulti.Parameters;

namespace ServeMulti.Architecture;

/// <summary>No record shows a key of a command or an environment when it is printed.</summary>
[TestFixture]
public sealed class RecordTextLaw
{
    private const string Secret = "sk-4d1c-secret";

    private static IEnumerable<Type> Records() =>
        typeof(CommandLine)
            .Assembly.GetExportedTypes()
            .Where(type =>
                !type.IsAbstract
                && type.GetMethod("<Clone>$") is not null
                && type.GetProperties().Any(property => property.PropertyType == typeof(CommandLine))
            );

    [TestCaseSource(nameof(Records))]
    public void ToString_CommandOrEnvironmentWithAKey_DoesNotShowIt(Type record)
    {
        var value = RuntimeHelpers.GetUninitializedObject(record);
        foreach (var property in record.GetProperties().Where(IsOfSecrets))
        {
            property.SetValue(
                value,
                property.PropertyType == typeof(CommandLine)
                    ? new CommandLine("vllm", "serve", "m", "--api-key", Secret)
                    : new PrintedDictionary { ["VLLM_API_KEY"] = Secret }
            );
        }

        Assert.That(value.ToString(), Does.Not.Contain(Secret).And.Contain(record.Name));
    }

    [Test]
    public void ToString_OfAWholePlan_ShowsNoKey()
    {
        var plan = Sweeping.SweepPlanner.Plan(
            new Sweeping.SweepDefinition
            {
                ServeCommand = new CommandLine("vllm", "serve", "m", "--api-key", Secret),
                BenchCommand = new CommandLine("vllm", "bench", "serve", "--api-key", Secret),
                ServerEnvironment = new Dictionary<string, string?> { ["VLLM_API_KEY"] = Secret },
            }
        );
        var server = plan.Servers[0];

        Assert.That(
            new object[]
            {
                plan.Definition,
                server,
                server.Cases[0],
                server.Cases[0].Case,
                server.ToServerSpec(),
                server.Cases[0].ToRequest(null, 0),
            },
            Has.All.Matches<object>(value => !value!.ToString()!.Contains(Secret, StringComparison.Ordinal))
        );
    }

    [Test]
    public void Records_ThatHoldCommands_AreFound() => Assert.That(Records().Count(), Is.GreaterThanOrEqualTo(7));

    [Test]
    public void ToString_OfAServerSpec_ShowsTheRest() =>
        Assert.That(
            new Launching.ServerSpec { Command = new CommandLine("vllm", "serve", "m", "--api-key", Secret), LogPath = "a.log" }.ToString(),
            Does.Contain("Command = vllm serve m --api-key REDACTED,").And.Contain("LogPath = a.log")
        );

    private static bool IsOfSecrets(PropertyInfo property) =>
        property.SetMethod is not null
        && (
            property.PropertyType == typeof(CommandLine)
            || (
                property.PropertyType == typeof(IReadOnlyDictionary<string, string?>)
                && property.Name.EndsWith("Environment", StringComparison.Ordinal)
            )
        );

    /// <summary>A dictionary of a host's own that prints its values.</summary>
    private sealed class PrintedDictionary : Dictionary<string, string?>
    {
        public override string ToString() => string.Join(' ', this);
    }
}
