using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>Recognises commands that only ask a container engine to run the server: the server is no child of theirs, and outlives them
/// when they are killed.</summary>
internal static class ContainerClient
{
    private static readonly string[] Programs = ["docker", "docker-compose", "podman", "podman-compose", "nerdctl"];

    public static bool Is(CommandLine command)
    {
        var name = command.Program.Name;
        var program =
            name == "sudo"
                ? command.Program.Arguments.FirstOrDefault(argument =>
                    !argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal)
                )
                : name;
        return Programs.Contains(Path.GetFileName(program ?? ""), StringComparer.Ordinal);
    }
}
