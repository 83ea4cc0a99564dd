using System.Collections.Concurrent;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>A benchmark command with the options that say what its result holds and where it goes; only the name of the file is left open.</summary>
internal sealed class PreparedCommand
{
    private readonly CommandLine _command;
    private readonly IReadOnlyList<string> _requiredMetrics;
    private readonly string _folder;
    private readonly string? _parent;
    private readonly string? _resultOption;
    private readonly ConcurrentDictionary<string, CommandLine> _commands = new(StringComparer.Ordinal);

    /// <param name="command">The command.</param>
    /// <param name="requiredMetrics">The metrics that the result must hold.</param>
    /// <param name="folder">The folder of the result.</param>
    /// <param name="parent">The folder that the request names for it; optional, <see cref="IsFor"/> compares it.</param>
    public PreparedCommand(CommandLine command, IReadOnlyList<string> requiredMetrics, string folder, string? parent = null)
    {
        _parent = parent;
        _requiredMetrics = requiredMetrics;
        _folder = folder;
        _resultOption = BenchClient.TryFind(command)?.ResultOption;
        var asked = BenchCommandProfile.AddMetricOptions(command, requiredMetrics);
        _command = _resultOption is not null ? asked : asked.With(new ParameterSet { { "save_result", true }, { "result_dir", folder } });
    }

    /// <summary>Returns whether the command was prepared for the same metrics and folder.</summary>
    public bool IsFor(IReadOnlyList<string> requiredMetrics, string parent) =>
        parent == _parent && (ReferenceEquals(requiredMetrics, _requiredMetrics) || requiredMetrics.SequenceEqual(_requiredMetrics));

    /// <summary>Returns the command that writes a file.</summary>
    public CommandLine WithFile(string fileName) => _commands.GetOrAdd(fileName, Complete);

    private CommandLine Complete(string fileName) =>
        _command.With(
            _resultOption is { } option
                ? new ParameterSet { { option, Path.Combine(_folder, fileName) } }
                : new ParameterSet { { "result_filename", fileName } }
        );
}
