using System.Globalization;
using System.Runtime.InteropServices;
using ServeMulti.Processes;

namespace ServeMulti.Hosts;

/// <summary>Reads what makes results of two machines comparable: processor, governor, cores, memory, GPUs with driver and clocks, operating
/// system, and the limits of the container.</summary>
/// <remarks>What a machine does not say is left out. A GPU tool that is missing or does not answer costs at most
/// <see cref="TimeLimit"/> and fails nothing.</remarks>
public sealed class HostFacts
{
    private readonly GpuFacts _gpus;
    private readonly HostFiles _files;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="processes">Starts <c>nvidia-smi</c> and <c>rocm-smi</c> where they are in <c>PATH</c>.</param>
    /// <param name="timeProvider">The clock of the time limit; optional, default the system's.</param>
    public HostFacts(IProcessLauncher processes, TimeProvider? timeProvider = null)
        : this(processes, timeProvider ?? TimeProvider.System, new HostFiles("/")) { }

    internal HostFacts(IProcessLauncher processes, TimeProvider timeProvider, HostFiles files)
    {
        ArgumentNullException.ThrowIfNull(processes);
        _files = files;
        _gpus = new GpuFacts(processes, timeProvider, files);
    }

    /// <summary>Gets how long the tools of all GPUs together may take: 2 s.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The facts by name, such as <c>processor</c> and <c>GPU driver</c>.</returns>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("operating system", RuntimeInformation.OSDescription);
        Add("kernel", _files.TryReadLine("proc/sys/kernel/osrelease"));
        Add("processor", ProcessorFacts.FindName(_files) ?? RuntimeInformation.ProcessArchitecture.ToString());
        Add("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        Add("governor", ProcessorFacts.FindGovernors(_files));
        Add("memory", MemoryFacts.FindSize(_files));
        foreach (var (name, value) in ControlGroup.FindLimits(_files))
        {
            Add(name, value);
        }

        foreach (var (name, value) in await _gpus.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Add(name, value);
        }

        return facts;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                facts[name] = value.Trim();
            }
        }
    }
}
