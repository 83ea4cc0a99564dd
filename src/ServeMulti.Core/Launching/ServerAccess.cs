namespace ServeMulti.Launching;

/// <summary>How the library's own requests to a server (readiness, cache resets) get in: the key that they carry, and the certificates that
/// they accept.</summary>
/// <remarks>
/// A key is looked for in this order: the variable that is named here; the server's own command, in the options that its profile names
/// (<see cref="ServerProfile.ApiKeyOptions"/>, for cache resets first <see cref="ServerProfile.AdminApiKeyOptions"/>); the variables that
/// such a server reads itself (<see cref="ServerProfile.ApiKeyVariables"/>); <c>OPENAI_API_KEY</c>. It is sent as <c>Authorization: Bearer
/// KEY</c> and is neither logged nor stored.
/// </remarks>
public sealed record ServerAccess
{
    /// <summary>The variable that is read where nothing else names a key.</summary>
    internal const string UsualVariable = "OPENAI_API_KEY";

    /// <summary>Gets the environment variable that holds the key; null (the default): the key is looked for as described above.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Gets whether any certificate is accepted, such as a self-signed one; default false. Without effect where the host gives its
    /// own <see cref="HttpClient"/>.</summary>
    public bool AcceptsAnyCertificate { get; init; }

    /// <summary>Finds what is wrong with the variable that is named.</summary>
    /// <returns>One line; null where nothing is.</returns>
    public string? FindProblem() =>
        ApiKeyVariable is { } name && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name))
            ? $"The environment variable {name}, which should hold the server's key (--api-key-env), is not set or empty."
            : null;
}
