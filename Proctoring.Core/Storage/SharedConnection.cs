using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>The connection string of a server that shares its database with others.</summary>
internal static class SharedConnection
{
    /// <summary>In milliseconds. A transaction of the record waits at most for its witness to be stored, and a store that takes longer has
    /// failed.</summary>
    const int LongestIdle = 8000;

    /// <summary>Lets PostgreSQL end transactions in which the server says nothing for eight seconds. A server that was frozen within a
    /// transaction would otherwise lock its session against the other servers until it wakes.</summary>
    public static string For(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        builder.Options = $"{builder.Options} -c idle_in_transaction_session_timeout={LongestIdle}".Trim();
        return builder.ConnectionString;
    }
}
