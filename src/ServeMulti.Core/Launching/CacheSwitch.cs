using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>The options that make a server keep nothing between requests, as data.</summary>
/// <param name="Off">The switch that turns the caches off, such as <c>--no-cache-prompt</c>.</param>
/// <param name="On">The switch that turns them on again; of both the last one counts.</param>
/// <param name="Advice">Which caches there are and what turns each off, to follow the server's name.</param>
internal sealed record CacheSwitch(string Off, string On, string Advice)
{
    /// <summary>Returns whether a command turns the caches off.</summary>
    public bool IsOff(CommandLine? command) => CommandOptions.FindLast(command?.Arguments ?? [], [Off, On]).Option == Off;
}
