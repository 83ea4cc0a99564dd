using ServeMulti.Parameters;

namespace ServeMulti.Cli.Jobs;

/// <summary>Writes the shell scripts that run on the nodes.</summary>
internal static class JobScripts
{
    /// <summary>The exit code of a script on a node that does not see the folder of the submission.</summary>
    public const int NotShared = 71;

    /// <summary>Writes the scripts, and the file by which a node knows that it sees this very folder.</summary>
    /// <param name="folder">The folder of the submission.</param>
    /// <param name="token">Its token.</param>
    /// <param name="program">The command of this program on a node.</param>
    public static void Write(SubmissionFolder folder, string token, CommandLine program)
    {
        folder.WriteText("token", token + "\n");
        folder.WriteText("task.sh", Task(folder.Path, token, program));
        folder.WriteText("gather.sh", Gather(folder.Path, token, program));
    }

    private static string Task(string folder, string token, CommandLine program) =>
        $$"""
            #!/bin/sh
            # A task of a sweep, written by serve-multi submit. Its argument is added to the number of the task within the array.
            {{Begin(folder, token)}}
            SERVEMULTI_TASK="{{token}}.$1.${SLURM_JOB_ID:-0}.${SLURM_RESTART_COUNT:-0}.$$"
            export SERVEMULTI_TASK

            # A process that lost its parent is missed where a scheduler ends a job by its tree of processes. This one waits outside of the tree for
            # the end of the task, and then ends what still carries the task's mark: processes of this task, on this node, alone.
            guard='
            marked() { grep -lzxF "SERVEMULTI_TASK=$mark" "$@" 2> /dev/null; }
            sweep() { left=$(marked /proc/[0-9]*/environ | cut -d / -f 3); [ -n "$left" ]; }
            runs() { marked "/proc/$task/environ" > /dev/null; }
            # The mark is seen once the program has taken the place of this script, and for a moment not while one program takes the place of another.
            until runs || ! kill -0 "$task" 2> /dev/null; do sleep 1; done
            while runs || { sleep 1; runs; }; do sleep 2; done
            if sweep; then kill -TERM $left 2> /dev/null; fi
            for second in 1 2 3 4 5 6 7 8 9 10; do sweep || exit 0; sleep 1; done
            while sweep; do kill -KILL $left 2> /dev/null; sleep 1; done
            '
            (env -u SERVEMULTI_TASK mark="$SERVEMULTI_TASK" task=$$ setsid sh -c "$guard" < /dev/null > /dev/null 2>&1 &)

            exec {{program}} run-task "$folder" $(($1 + ${SLURM_ARRAY_TASK_ID:-0}))

            """;

    private static string Gather(string folder, string token, CommandLine program) =>
        $"""
            #!/bin/sh
            # Merges the tasks of a sweep and writes the report; written by serve-multi submit.
            {Begin(folder, token)}
            exec {program} gather-tasks "$folder"

            """;

    /// <summary>Refuses a node that sees another folder at that path, or none: the results would be lost there.</summary>
    private static string Begin(string folder, string token) =>
        $$"""
            folder={{Quote(folder)}}
            if [ "$(cat "$folder/token" 2> /dev/null)" != {{token}} ]; then
              echo "serve-multi: the node $(uname -n) does not see the folder $folder of the machine that submitted: use an output folder that all nodes share." >&2
              exit {{NotShared}}
            fi
            """;

    /// <summary>Writes a word so that a shell reads it as it is.</summary>
    public static string Quote(string text) => new CommandLine("x", text).ToString()["x ".Length..];
}
