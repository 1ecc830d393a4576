using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Proctoring.Tests.Faults;

/// <summary>Passes the connections between servers on, and can cut one server off from the others like a partition of the network: nothing
/// arrives, and no connection breaks. The database and the candidates still reach it. Linux only: it finds the server that opened a
/// connection in /proc.</summary>
/// <param name="processes">The process ids of the servers in the order of <see cref="Add"/>; 0 for one that does not run.</param>
internal sealed class PeerNetwork(Func<IReadOnlyList<int>> processes) : IDisposable
{
    const int NoOne = -1;

    readonly List<TcpListener> doors = [];
    readonly CancellationTokenSource stop = new();
    readonly Lock gate = new();
    int away = NoOne;
    TaskCompletionSource healed = new();

    /// <summary>Opens a port that leads to a server's own port, and returns it.</summary>
    public int Add(int port)
    {
        var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        doors.Add(door);
        _ = AcceptAsync(door, doors.Count - 1, port);
        return PortOf(door);
    }

    /// <summary>Cuts a server off from the others.</summary>
    /// <param name="server">Its number, from 0.</param>
    public void CutOff(int server)
    {
        lock (gate)
            (away, healed) = (server, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Lets everything pass again, also what waited.</summary>
    public void Heal()
    {
        lock (gate)
        {
            away = NoOne;
            healed.TrySetResult();
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        doors.ForEach(door => door.Dispose());
        stop.Dispose();
    }

    async Task AcceptAsync(TcpListener door, int target, int port)
    {
        try
        {
            while (true)
                _ = RelayAsync(await door.AcceptTcpClientAsync(stop.Token), door, target, port);
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The network ends.
        }
    }

    async Task RelayAsync(TcpClient from, TcpListener door, int target, int port)
    {
        using var opened = from;
        try
        {
            // A process that has ended opened it otherwise.
            if (SourceOf(((IPEndPoint)from.Client.RemoteEndPoint!).Port, PortOf(door)) is not { } source)
                return;
            await PassableAsync(source, target);
            using var to = new TcpClient();
            await to.ConnectAsync(IPAddress.Loopback, port, stop.Token);
            await Task.WhenAny(
                PumpAsync(from.GetStream(), to.GetStream(), source, target),
                PumpAsync(to.GetStream(), from.GetStream(), source, target)
            );
            // The end of a connection does not arrive either while a server is cut off.
            await PassableAsync(source, target);
        }
        catch (Exception cause) when (cause is IOException or SocketException or OperationCanceledException)
        {
            // The target does not run. The source learns it as its connection ends.
        }
    }

    /// <summary>Passes bytes on until one of the connections ends.</summary>
    async Task PumpAsync(NetworkStream from, NetworkStream to, int source, int target)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count)
            {
                await PassableAsync(source, target);
                await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the servers ended.
        }
    }

    /// <summary>Waits while one of two servers is cut off.</summary>
    async Task PassableAsync(int one, int other)
    {
        while (true)
        {
            Task until;
            lock (gate)
            {
                if (away == NoOne || (away != one && away != other))
                    return;
                until = healed.Task;
            }

            await until.WaitAsync(stop.Token);
        }
    }

    /// <summary>The server that opened a connection; null if none of them has it.</summary>
    int? SourceOf(int port, int door)
    {
        if (SocketOf(port, door) is not { } socket)
            return null;
        var ids = processes();
        for (var server = 0; server < ids.Count; server++)
        {
            if (ids[server] != 0 && HoldsSocket(ids[server], socket))
                return server;
        }

        return null;
    }

    /// <summary>Finds the socket of a connection in the kernel's tables: columns 1 and 2 are its two ends, 9 is its inode.</summary>
    static string? SocketOf(int port, int remote)
    {
        foreach (var table in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (PortIn(columns[1]) == port && PortIn(columns[2]) == remote)
                    return $"socket:[{columns[9]}]";
            }
        }

        return null;
    }

    static bool HoldsSocket(int process, string socket)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The process has ended.
            return false;
        }
    }

    static int PortIn(string end) => int.Parse(end.AsSpan(end.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, null);

    static int PortOf(TcpListener door) => ((IPEndPoint)door.LocalEndpoint).Port;
}
