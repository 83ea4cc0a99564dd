namespace ServeMulti.Launching;

/// <summary>Tells where an <c>env</c> in front of a server takes away what the server's profile sets.</summary>
internal static class LostEnvironment
{
    /// <summary>Returns one line that names the variable and says what to write; null where nothing is lost.</summary>
    public static string? FindProblem(ServerSpec spec, ServerProfile profile)
    {
        if (spec.Command is not { } command || !profile.Recognizes(command))
        {
            return null;
        }

        foreach ((string name, string? value) in profile.Environment)
        {
            if (value is not null && !spec.Environment.ContainsKey(name) && command.Program.Environment.Find(name, value) != value)
            {
                string what = command.Program.Environment.Changes.GetValueOrDefault(name) is { } other ? $"sets {name}={other}" : $"takes {name} away";
                return $"The env in front of the server {what}, but the caches of a {profile.Name} server can be reset only with {name}={value}: "
                    + $"write {name}={value} among its variables, or give a command that resets them (--after-bench-cmd).";
            }
        }

        return null;
    }
}
