using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Hosts;

/// <summary>The GPUs of the machine, as <c>nvidia-smi</c> and <c>rocm-smi</c> describe them.</summary>
internal sealed class GpuFacts(IProcessLauncher processes, TimeProvider timeProvider, HostFiles files)
{
    private const string Name = "GPUs";

    public async Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HostFacts.TimeLimit, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var nvidia = ReadAsync(NvidiaGpus.Command, NvidiaGpus.Parse, linked.Token);
        var rocm = ReadAsync(RocmGpus.Command, lines => RocmGpus.Parse(lines, files), linked.Token);
        KeyValuePair<string, string>[][] found = [await nvidia.ConfigureAwait(false), await rocm.ConfigureAwait(false)];
        cancellationToken.ThrowIfCancellationRequested();
        return found
            .SelectMany(facts => facts)
            .GroupBy(fact => fact.Key)
            .Select(group => KeyValuePair.Create(group.Key, string.Join("; ", group.Select(fact => fact.Value))));
    }

    private async Task<KeyValuePair<string, string>[]> ReadAsync(
        CommandLine command,
        Func<IReadOnlyList<string>, KeyValuePair<string, string>[]> parse,
        CancellationToken over
    )
    {
        if (ExecutableFinder.FindProblem(command.Executable) is not null)
        {
            return [];
        }

        var tool = new HostTool(processes, command);
        var (lines, problem) = await tool.RunAsync(over).ConfigureAwait(false);
        return problem is not null ? [new(Name, $"not known: {problem}")]
            : parse(lines) is { Length: > 0 } facts ? facts
            : [new(Name, $"not known: {command.Executable} printed nothing that is known")];
    }

    /// <summary>Joins what is the same for several GPUs: <c>8 x NVIDIA H100</c>.</summary>
    public static string Count(IEnumerable<string> values) =>
        string.Join(
            ", ",
            values.GroupBy(value => value).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} x {group.Key}"))
        );

    /// <summary>Makes the facts; those without a value are left out.</summary>
    public static KeyValuePair<string, string>[] Make(IEnumerable<string> gpus, IEnumerable<string> drivers, IEnumerable<string> clocks) =>
        [
            .. new[]
            {
                KeyValuePair.Create(Name, Count(gpus)),
                KeyValuePair.Create("GPU driver", string.Join(", ", drivers.Distinct())),
                KeyValuePair.Create("GPU clocks", string.Join(", ", clocks.Distinct())),
            }.Where(fact => fact.Value.Length > 0),
        ];
}
