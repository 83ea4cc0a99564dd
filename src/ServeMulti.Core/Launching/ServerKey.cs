using System.Net.Http.Headers;

namespace ServeMulti.Launching;

/// <summary>The key that a request to a server carries, and where it was found. Its text is where it was found, never the key.</summary>
internal sealed class ServerKey
{
    private readonly string _value;
    private readonly string _origin;

    private ServerKey(string value, string origin)
    {
        _value = value.Trim();
        _origin = origin;
    }

    /// <summary>Finds the key for a server; null where there is none.</summary>
    /// <param name="spec">The server.</param>
    /// <param name="profile">What is known of it.</param>
    /// <param name="access">What the host says of the key.</param>
    /// <param name="isAdministration">Whether the request is one of administration, such as a cache reset.</param>
    public static ServerKey? TryFind(ServerSpec spec, ServerProfile profile, ServerAccess access, bool isAdministration)
    {
        if (access.ApiKeyVariable is { } named)
        {
            return OfHost(named);
        }

        return (isAdministration ? OfCommand(spec, profile, profile.AdminApiKeyOptions) : null)
            ?? OfCommand(spec, profile, profile.ApiKeyOptions)
            ?? profile.ApiKeyVariables.Select(variable => OfServer(variable, spec, profile)).FirstOrDefault(key => key is not null)
            ?? OfHost(ServerAccess.UsualVariable);
    }

    /// <summary>Describes what a refused request lacked, and what to do: <c>the server wants a key, and none was found: ...</c></summary>
    /// <param name="key">The key that it carried; null where it carried none.</param>
    /// <param name="profile">What is known of the server.</param>
    public static string DescribeRefusal(ServerKey? key, ServerProfile profile)
    {
        var wanted =
            profile.AdminApiKeyOptions.Count == 0 ? "it" : $"it (that of {profile.AdminApiKeyOptions[0]}, where the server has one)";
        var problem = key is null ? "the server wants a key, and none was found" : $"the server did not accept the key {key}";
        return $"{problem}. Give {wanted} in the environment variable {ServerAccess.UsualVariable}, or in the one that you name (--api-key-env).";
    }

    public AuthenticationHeaderValue ToHeader() => new("Bearer", _value);

    public override string ToString() => _origin;

    private static ServerKey? OfHost(string variable) => Make(Environment.GetEnvironmentVariable(variable), $"in {variable}");

    private static ServerKey? OfServer(string variable, ServerSpec spec, ServerProfile profile)
    {
        var value = profile.EnvironmentFor(spec).TryGetValue(variable, out var given)
            ? given
            : Environment.GetEnvironmentVariable(variable);
        return Make(spec.Command is { } command ? command.Program.Environment.Find(variable, value) : value, $"in {variable}");
    }

    private static ServerKey? OfCommand(ServerSpec spec, ServerProfile profile, IReadOnlyList<string> options)
    {
        (var option, var value) = options.Count == 0 ? default : CommandOptions.FindLast(spec.Command?.Arguments ?? [], options);
        return Make(profile.ListsApiKeys ? value?.Split(',')[0] : value, $"of {option} in the server's command");
    }

    /// <summary>Makes a key of what can be sent in a header; what cannot is no key of any server.</summary>
    private static ServerKey? Make(string? value, string origin) =>
        string.IsNullOrWhiteSpace(value) || value.Trim().Any(c => c is < ' ' or > '~') ? null : new ServerKey(value, origin);
}
