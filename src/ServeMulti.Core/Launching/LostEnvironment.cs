using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>Finds where the environment that a profile sets does not reach the server: an <c>env</c> in front takes it away, or
/// a container is not given it.</summary>
internal static class LostEnvironment
{
    private const string Advice = $"or {CacheAdvice.Always}";

    /// <summary>Returns one line that names the variable and says what to write; null where nothing is lost.</summary>
    public static string? FindProblem(ServerSpec spec, ServerProfile profile)
    {
        if (spec.Command is not { } command)
        {
            return null;
        }

        foreach ((var name, var value) in profile.Environment)
        {
            if (value is not null && !spec.Environment.ContainsKey(name) && FindProblem(command, profile, name, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? FindProblem(CommandLine command, ServerProfile profile, string name, string value)
    {
        if (profile.Recognizes(command) && command.Program.Environment.Find(name, value) != value)
        {
            var what = command.Program.Environment.Changes.GetValueOrDefault(name) is { } other
                ? $"sets {name}={other}"
                : $"takes {name} away";
            return $"The env in front of the server {what}, but the caches of a {profile.Name} server can be reset only with {name}={value}: write {name}={value} among its variables, {Advice}";
        }

        return ContainerClient.Is(command) && IsNotGiven(command, name)
            ? $"{command.Program.Name} run gives the server no {name}, but the caches of a {profile.Name} server can be reset only with {name}={value}: add -e {name}={value} behind run, {Advice}"
            : null;
    }

    private static bool IsNotGiven(CommandLine command, string name) =>
        command.Program.Arguments.Contains("run")
        && !command.Program.Arguments.Any(word =>
            word.Contains(name, StringComparison.Ordinal) || word.StartsWith("--env-file", StringComparison.Ordinal)
        );
}
