namespace ServeMulti.Clusters;

/// <summary>Settings of servers that run as jobs.</summary>
public sealed record JobServerOptions
{
    /// <summary>Gets the folder for the scripts and logs of servers, which this machine and the nodes share.</summary>
    public required string SharedFolder { get; init; }

    /// <summary>Gets the name of the jobs in the queue; default <c>serve-multi-server</c>.</summary>
    public string JobName { get; init; } = "serve-multi-server";

    /// <summary>Gets further options of the scheduler's own command, one word each, such as <c>--nodes=2</c> or <c>--gres=gpu:8</c>; default
    /// none.</summary>
    public IReadOnlyList<string> SchedulerOptions { get; init; } = [];

    /// <summary>Gets how long a job may wait for its turn; default without limit. How long a server may take to become ready then is
    /// <see cref="Launching.ServerSpec.ReadyTimeout"/>.</summary>
    public TimeSpan QueueTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Gets how often the scheduler is asked for the state of a job; default 2 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets what makes the name or the address of a host, for clients on this machine, from the name of a node; default the name
    /// itself.</summary>
    public Func<string, string> FindHost { get; init; } = node => node;
}
