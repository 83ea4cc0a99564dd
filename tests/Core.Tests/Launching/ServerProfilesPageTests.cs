using ServeMulti.Docs;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>Keeps <c>docs/reference/server-profiles.md</c> true: its tables are written anew from the profiles and compared.</summary>
public sealed class ServerProfilesPageTests
{
    [Test]
    public void Shipped_EveryProfile_IsARowOfThePage()
    {
        string[] rows =
        [
            .. Page()
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("| profile ", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|')),
        ];

        Assert.That(rows, Is.EqualTo(ServerProfiles.BuiltIn.Select(Row)));
    }

    [Test]
    public void Keys_EveryProfile_IsARowOfThePage()
    {
        string[] rows =
        [
            .. Page()
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("| profile | key ", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|')),
        ];

        Assert.That(rows, Is.EqualTo(ServerProfiles.BuiltIn.Select(KeyRow)));
    }

    [Test]
    public void Addresses_EveryRow_HoldsForVllm()
    {
        string[] rows =
        [
            .. Page()
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("| in the command ", StringComparison.Ordinal))
                .Skip(3)
                .TakeWhile(line => line.StartsWith('|')),
        ];
        Assert.That(rows, Has.Length.EqualTo(6));

        foreach (var cells in rows.Select(row => row.Split('|')))
        {
            var commands = Quoted(cells[1]);
            var addresses = Quoted(cells[2]);
            for (var index = 0; index < commands.Length; index++)
            {
                ServerProfiles.Vllm.TryFindEndpoint(CommandLine.Parse("vllm serve m " + commands[index]), out var endpoint, out _);

                Assert.That(
                    endpoint,
                    Is.EqualTo(addresses.Length == 0 ? null : new Uri(addresses[Math.Min(index, addresses.Length - 1)])),
                    commands[index]
                );
            }
        }
    }

    [Test]
    public void Properties_Every_IsARowOfThePage()
    {
        var page = Page();

        foreach (var name in typeof(ServerProfile).GetProperties().Select(property => property.Name))
        {
            Assert.That(page, Does.Contain($"| `{name}` |"));
        }
    }

    private static string Row(ServerProfile profile) =>
        "| "
        + string.Join(
            " | ",
            profile.Name,
            string.Join(", ", profile.Commands.Select(Describe)),
            $"`http://{profile.DefaultHost}:{profile.DefaultPort}`",
            string.Join(", ", profile.PortOptions.Select(option => $"`{option}`")),
            string.Join(", ", profile.ReadinessPaths.Select(path => $"`{path}`")),
            DescribeResets(profile),
            profile.Environment.Count == 0 ? "none" : string.Join(", ", profile.Environment.Select(pair => $"`{pair.Key}={pair.Value}`"))
        )
        + " |";

    private static string KeyRow(ServerProfile profile) =>
        "| "
        + string.Join(
            " | ",
            profile.Name,
            Code(profile.ApiKeyOptions)
                + (profile.AdminApiKeyOptions.Count > 0 ? $"; for cache resets first {Code(profile.AdminApiKeyOptions)}" : "")
                + (profile.ListsApiKeys ? ", the first of its list" : ""),
            Code(profile.ApiKeyVariables),
            Code(profile.TlsOptions)
        )
        + " |";

    private static string Code(IReadOnlyList<string> words) =>
        words.Count == 0 ? "none" : string.Join(", ", words.Select(word => $"`{word}`"));

    private static string Describe(ServerCommandPattern pattern) =>
        pattern.Module is { } module ? $"`python -m {module}...`"
        : pattern.Subcommand is { } subcommand ? $"`{pattern.Program} {subcommand} ...`"
        : $"`{pattern.Program} ...`";

    private static string DescribeResets(ServerProfile profile) =>
        profile.CacheResets is not { } resets ? "not known"
        : resets.Count == 0 ? "nothing to reset"
        : string.Join(", ", resets.Select(call => $"`{call.Path}`" + (call.IsOptional ? " (optional)" : "")));

    private static string[] Quoted(string cell) => [.. cell.Split('`').Where((_, index) => index % 2 == 1)];

    private static string Page() =>
        File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs/reference/server-profiles.md")).ReplaceLineEndings("\n");
}
