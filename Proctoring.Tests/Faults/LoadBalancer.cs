using System.Diagnostics;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>haproxy in front of the servers, with the configuration of docs/scaling.md and a line for each server after the
/// second.</summary>
internal sealed class LoadBalancer : IDisposable
{
    readonly Process process;
    readonly string configuration;

    LoadBalancer(Process process, string address, string configuration) =>
        (this.process, Address, this.configuration) = (process, address, configuration);

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>Whether the run goes through haproxy.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable("PROCTORING_CLUSTER_PROXY") is { Length: > 0 };

    public static LoadBalancer Start(IReadOnlyList<ServerProcess> servers)
    {
        var listen = $"127.0.0.1:{ServerProcess.FreePort()}";
        // The servers are the last section of the file.
        var configuration = Path.GetTempFileName();
        File.WriteAllLines(
            configuration,
            [
                .. File.ReadLines(Path.Combine(TestFolders.Root, "deploy", "haproxy-cluster.cfg")),
                .. servers.Skip(2).Select((server, number) => $"  server more{number} {AddressOf(server)} cookie more{number}"),
            ]
        );
        var start = new ProcessStartInfo("haproxy", ["-db", "-f", configuration]);
        start.Environment["PROCTORING_LISTEN"] = listen;
        start.Environment["PROCTORING_SERVER_A"] = AddressOf(servers[0]);
        start.Environment["PROCTORING_SERVER_B"] = AddressOf(servers[1]);
        var process = Process.Start(start)!;
        // It ends at once if it cannot use its configuration.
        if (process.WaitForExit(TimeSpan.FromSeconds(1)))
            throw new InvalidOperationException($"haproxy ended with code {process.ExitCode}.");
        return new LoadBalancer(process, $"http://{listen}", configuration);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
        File.Delete(configuration);
    }

    static string AddressOf(ServerProcess server) => $"127.0.0.1:{new Uri(server.Address).Port}";
}
