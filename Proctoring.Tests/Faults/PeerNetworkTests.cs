using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Proctoring.Tests.Faults;

public sealed class PeerNetworkTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_to_a_server_that_is_cut_off_arrives_when_it_is_back()
    {
        // This process stands for the first server, which opens the connections.
        using var network = new PeerNetwork(() => [Environment.ProcessId]);
        using var own = Listen();
        using var away = Listen();
        var (toOwn, toAway) = (network.Add(PortOf(own)), network.Add(PortOf(away)));
        using var first = await ConnectAsync(toOwn);
        using var second = await ConnectAsync(toAway);
        using var atOwn = await own.AcceptTcpClientAsync(Stop);
        using var atAway = await away.AcceptTcpClientAsync(Stop);

        network.CutOff(1);
        await second.GetStream().WriteAsync("a"u8.ToArray(), Stop);
        var arrives = ReadAsync(atAway);
        for (var round = 0; round < 20; round++)
        {
            await first.GetStream().WriteAsync("b"u8.ToArray(), Stop);
            Assert.Equal((byte)'b', await ReadAsync(atOwn));
        }

        Assert.False(arrives.IsCompleted);
        network.Heal();
        Assert.Equal((byte)'a', await arrives);
    }

    static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        return client;
    }

    static async Task<byte> ReadAsync(TcpClient client)
    {
        var buffer = new byte[1];
        await client.GetStream().ReadExactlyAsync(buffer, Stop);
        return buffer[0];
    }
}
