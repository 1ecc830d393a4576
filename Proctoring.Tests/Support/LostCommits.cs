using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>
/// Loses the answers to commits: the database commits, and the server does not learn it. On PostgreSQL a proxy breaks the connection
/// after the server's answer arrived. SQLite has no connection, so there the answer is replaced by an error.
/// </summary>
internal sealed class LostCommits : DbTransactionInterceptor, IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly List<Task> pumps = [];
    readonly Task accepting;
    (string Host, int Port) server;
    int armed;
    int lost;

    public LostCommits()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>How many answers were lost.</summary>
    public int Lost => Volatile.Read(ref lost);

    /// <summary>Loses the answers to the next commits.</summary>
    public void LoseNext(int commits) => Volatile.Write(ref armed, commits);

    public void AddTo(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteProctoringDb>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgresProctoringDb>(options => options.AddInterceptors(new Detour(this)));
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => Loses() ? throw new IOException("The connection was lost.") : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(pumps);
        stop.Dispose();
    }

    bool Loses()
    {
        if (Volatile.Read(ref armed) <= 0 || Interlocked.Decrement(ref armed) < 0)
            return false;
        Interlocked.Increment(ref lost);
        return true;
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                pumps.Add(ServeAsync(client));
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(server.Host, server.Port, stop.Token);
            var cuts = false;
            var up = PumpAsync(
                near,
                far,
                bytes =>
                {
                    // With its end: a transaction begins with READ COMMITTED.
                    cuts |= Encoding.ASCII.GetString(bytes.Span).Contains("COMMIT\0", StringComparison.Ordinal) && Loses();
                    return true;
                }
            );
            // The server's answer has arrived: it has committed. The client never sees it.
            var down = PumpAsync(far, near, _ => !cuts);
            await Task.WhenAny(up, down);
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or IOException)
        {
            // One end has gone.
        }
        finally
        {
            near.Client.Close(timeout: 0);
        }
    }

    async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> passes)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stop.Token) is > 0 and var read)
            {
                if (!passes(buffer.AsMemory(0, read)))
                    return;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stop.Token);
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One end has gone.
        }
    }

    /// <summary>Leads connections through the proxy.</summary>
    sealed class Detour(LostCommits proxy) : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(
            DbConnection connection,
            ConnectionEventData eventData,
            InterceptionResult result
        )
        {
            Redirect(connection);
            return result;
        }

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection,
            ConnectionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default
        )
        {
            Redirect(connection);
            return ValueTask.FromResult(result);
        }

        void Redirect(DbConnection connection)
        {
            var address = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
            var port = ((IPEndPoint)proxy.listener.LocalEndpoint).Port;
            if (address.Port == port)
                return;
            proxy.server = (address.Host!, address.Port);
            (address.Host, address.Port) = ("127.0.0.1", port);
            connection.ConnectionString = address.ConnectionString;
        }
    }
}
