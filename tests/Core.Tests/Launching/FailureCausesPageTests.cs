using ServeMulti.Docs;

namespace ServeMulti.Launching;

/// <summary>Keeps the table of causes in <c>docs/reference/server-profiles.md</c> true.</summary>
public sealed class FailureCausesPageTests
{
    private static readonly IReadOnlyList<ServerFailureCause> Common = ServerProfiles.Unknown.FailureCauses;

    [Test]
    public void Causes_EverySign_IsInItsRow()
    {
        var rows = Common
            .Select(cause => Row(cause, "all", cause.Signs))
            .Concat(new[] { ServerProfiles.Vllm, ServerProfiles.Sglang, ServerProfiles.LlamaCpp }.SelectMany(Rows));

        Assert.That(PageRows(), Is.EquivalentTo(rows));
    }

    [Test]
    public void Causes_EveryProfile_KnowsTheCommonOnes() =>
        Assert.That(
            ServerProfiles.BuiltIn.Select(profile => profile.FailureCauses.SelectMany(cause => cause.Signs)),
            Is.All.SupersetOf(Common.SelectMany(cause => cause.Signs))
        );

    private static IEnumerable<string> Rows(ServerProfile profile)
    {
        string[] known = [.. Common.SelectMany(cause => cause.Signs)];
        return profile
            .FailureCauses.Select(cause => (Cause: cause, Own: cause.Signs.Except(known).ToArray()))
            .Where(row => row.Own.Length > 0)
            .Select(row => Row(row.Cause, profile.Name, row.Own));
    }

    private static string Row(ServerFailureCause cause, string server, IEnumerable<string> signs) =>
        $"| {cause.Name} | {server} | {string.Join(", ", signs.Select(sign => $"`{sign}`"))} |";

    private static string[] PageRows() =>
        [
            .. File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs/reference/server-profiles.md"))
                .ReplaceLineEndings("\n")
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("| cause ", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|')),
        ];
}
