using System.Diagnostics;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>haproxy in front of the first two servers, with the configuration of docs/scaling.md.</summary>
internal sealed class LoadBalancer : IDisposable
{
    readonly Process process;

    LoadBalancer(Process process, string address) => (this.process, Address) = (process, address);

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>Whether the run goes through haproxy.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable("PROCTORING_CLUSTER_PROXY") is { Length: > 0 };

    public static LoadBalancer Start(IReadOnlyList<ServerProcess> servers)
    {
        var listen = $"127.0.0.1:{ServerProcess.FreePort()}";
        var start = new ProcessStartInfo("haproxy", ["-db", "-f", Path.Combine(TestFolders.Root, "deploy", "haproxy-cluster.cfg")]);
        start.Environment["PROCTORING_LISTEN"] = listen;
        start.Environment["PROCTORING_SERVER_A"] = AddressOf(servers[0]);
        start.Environment["PROCTORING_SERVER_B"] = AddressOf(servers[1]);
        var process = Process.Start(start)!;
        // It ends at once if it cannot use its configuration.
        if (process.WaitForExit(TimeSpan.FromSeconds(1)))
            throw new InvalidOperationException($"haproxy ended with code {process.ExitCode}.");
        return new LoadBalancer(process, $"http://{listen}");
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    static string AddressOf(ServerProcess server) => $"127.0.0.1:{new Uri(server.Address).Port}";
}
