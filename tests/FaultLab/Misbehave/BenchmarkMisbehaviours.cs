using ServeMulti.Benchmarking;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>What the benchmarks of the trial do, each a mode of one script, which first asks the server for one piece of work.</summary>
internal static class BenchmarkMisbehaviours
{
    /// <summary>The script; it needs bash, to talk to the server without another program.</summary>
    public const string Script = """
        while [ $# -gt 0 ]; do
          case $1 in
            --mode) mode=$2; shift ;;
            --megabytes) megabytes=$2; shift ;;
            --request-rate) request_rate=$2; shift ;;
            --result-dir) folder=$2; shift ;;
            --result-filename) result=$folder/$2; shift ;;
          esac
          shift
        done
        address=${SERVEMULTI_ENDPOINT#http://}
        exec 3<> "/dev/tcp/${address/:/\/}" || exit 1
        printf 'GET /work HTTP/1.1\r\nHost: x\r\n\r\n' >&3
        read -r version status rest <&3 || exit 1
        exec 3>&-
        completed=0; [ "$status" = 200 ] && completed=1
        good() { printf '{"completed": %s, "failed": %s, "request_rate": %s}' $completed $((1 - completed)) "$request_rate" > "$result"; }
        case $mode in
          hang) sleep 1000 & setsid sleep 1000 & trap '' TERM; while :; do sleep 1000; done ;;
          stopped) kill -STOP $$ ;;
          stopped-child) sleep 1000 & kill -STOP $!; wait ;;
          exit-1-after-result) good; exit 1 ;;
          no-result) exit 0 ;;
          other-parameters) printf '{"completed": %s, "request_rate": "inf"}' $completed > "$result" ;;
          torn) printf '{"completed": ' > "$result" ;;
          growing) { printf '{"completed": 1, '; sleep 1000; printf '"x": 1}'; } > "$result" & sleep 0.1 ;;
          pipe) mkfifo "$result" ;;
          device) ln -s /dev/zero "$result" ;;
          leaves-children) sleep 1000 & setsid sleep 1000 & good ;;
          deletes-its-folder) good; rm -rf "$folder" ;;
          closes-its-outputs) exec > /dev/null 2>&1; exec >&- 2>&-; sleep 0.1; good ;;
          flood) yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c ${megabytes}000000; good ;;
          endless-line) head -c ${megabytes}000000 /dev/zero; good ;;
          large-result) { printf '{"completed": %s, "failed": 0, "itls": [' $completed; yes '0.0123456789,' | head -c ${megabytes}000000 | tr -d '\n' | sed 's/[^,]*$//'; printf '0]}'; } > "$result" ;;
          *) good ;;
        esac
        """;

    private static readonly BenchmarkFailureReason[] None = [];

    public static IReadOnlyList<Misbehaviour> All(int megabytes, int resultMegabytes) =>
        [
            Of("hang", BenchmarkFailureReason.TimedOut) with
            {
                KeepsWaiting = true,
            },
            Of("stopped", BenchmarkFailureReason.TimedOut) with
            {
                KeepsWaiting = true,
            },
            Of("stopped-child", BenchmarkFailureReason.TimedOut) with
            {
                KeepsWaiting = true,
            },
            Of("exit-1-after-result", BenchmarkFailureReason.NonZeroExit),
            Of("no-result", BenchmarkFailureReason.MissingResult),
            Of("other-parameters", BenchmarkFailureReason.OtherParameters),
            Of("torn", BenchmarkFailureReason.UnreadableResult),
            Of("growing", BenchmarkFailureReason.UnreadableResult),
            Of("pipe", BenchmarkFailureReason.UnreadableResult),
            Of("device", BenchmarkFailureReason.UnreadableResult),
            Of("deletes-its-folder", BenchmarkFailureReason.MissingResult),
            Of("leaves-children"),
            Of("closes-its-outputs"),
            Large("flood", megabytes),
            Large("endless-line", megabytes),
            Large("large-result", resultMegabytes),
        ];

    private static Misbehaviour Of(string name, params BenchmarkFailureReason[] reasons) =>
        new(name, reasons) { Options = [("mode", name), ("request_rate", 4)] };

    private static Misbehaviour Large(string name, int megabytes) =>
        new(name, None) { Options = [("mode", name), ("request_rate", 4), ("megabytes", megabytes)] };
}
