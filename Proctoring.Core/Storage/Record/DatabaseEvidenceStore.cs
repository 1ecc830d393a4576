using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Proctoring.Core.Storage.Record;

/// <summary>Stores evidence as encrypted rows of PostgreSQL, so that every server of an installation has it. It has its own connections:
/// evidence is also written while a transaction of the record is open.</summary>
internal sealed class DatabaseEvidenceStore(NpgsqlDataSource database, IDataProtectionProvider protection) : ISharedEvidenceStore
{
    readonly IDataProtector protector = protection.CreateProtector(FolderEvidenceStore.Purpose);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        PutEncryptedAsync(key, protector.Protect(content.ToArray()), cancellation);

    public async Task PutEncryptedAsync(string key, byte[] encrypted, CancellationToken cancellation)
    {
        const string sql = """
            INSERT INTO "EvidenceFiles" ("Key", "Folder", "Content") VALUES ($1, $2, $3)
            ON CONFLICT ("Key") DO UPDATE SET "Content" = $3
            """;
        var command = Command(sql, EvidenceKey.Check(key), EvidenceKey.FolderOf(key), encrypted);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
    {
        var command = Command("""SELECT "Content" FROM "EvidenceFiles" WHERE "Key" = $1""", EvidenceKey.Check(key));
        byte[]? encrypted;
        await using (command.ConfigureAwait(false))
            encrypted = await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as byte[];
        return encrypted is null ? null : Decrypt(key, encrypted);
    }

    public async Task<IReadOnlyDictionary<string, byte[]?>> GetManyAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellation
    )
    {
        Dictionary<string, byte[]?> found = [];
        var command = Command(
            """SELECT "Key", "Content" FROM "EvidenceFiles" WHERE "Key" = ANY ($1)""",
            (object)keys.Select(EvidenceKey.Check).ToArray()
        );
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    found[reader.GetString(0)] = TryDecrypt(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            }
        }

        return found;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellation)
    {
        var command = Command("""DELETE FROM "EvidenceFiles" WHERE "Key" = $1""", EvidenceKey.Check(key));
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task MoveAsync(string key, string newKey, CancellationToken cancellation)
    {
        // One statement: either both keys change or neither.
        const string sql = """
            WITH gone AS (DELETE FROM "EvidenceFiles" WHERE "Key" = $1 RETURNING "Content")
            INSERT INTO "EvidenceFiles" ("Key", "Folder", "Content") SELECT $2, $3, "Content" FROM gone
            ON CONFLICT ("Key") DO UPDATE SET "Content" = excluded."Content"
            """;
        var command = Command(sql, EvidenceKey.Check(key), EvidenceKey.Check(newKey), EvidenceKey.FolderOf(newKey));
        await using (command.ConfigureAwait(false))
        {
            if (await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 0)
                throw new FileNotFoundException($"There is no evidence {key}.", key);
        }
    }

    public async Task<long> SizeAsync(string folder, CancellationToken cancellation)
    {
        const string sql = """SELECT coalesce(sum(octet_length("Content")), 0)::bigint FROM "EvidenceFiles" WHERE "Folder" = $1""";
        var command = Command(sql, EvidenceKey.Check(folder));
        await using (command.ConfigureAwait(false))
            return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    public Task<IReadOnlyList<string>> KeysAsync(string folder, CancellationToken cancellation) =>
        ReadAsync(Command("""SELECT "Key" FROM "EvidenceFiles" WHERE "Folder" = $1""", EvidenceKey.Check(folder)), cancellation);

    public Task<IReadOnlyList<string>> KeysOfManyAsync(IReadOnlyCollection<string> folders, CancellationToken cancellation) =>
        ReadAsync(
            Command(
                """SELECT "Key" FROM "EvidenceFiles" WHERE "Folder" = ANY ($1)""",
                (object)folders.Select(EvidenceKey.Check).ToArray()
            ),
            cancellation
        );

    public IAsyncEnumerable<StoredFolder> AllAsync(CancellationToken cancellation) =>
        // In the order of the primary key.
        EvidenceKey.ByFolder(
            StreamAsync(Command("""SELECT "Key" FROM "EvidenceFiles" WHERE "Folder" <> '' ORDER BY "Key" """), cancellation),
            cancellation
        );

    /// <summary>A row is stored as a whole or not at all.</summary>
    public Task<IReadOnlyList<byte[]>> UnfinishedAsync(string key, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<byte[]>>([]);

    public Task<int> RemoveUnfinishedAsync(CancellationToken cancellation) => Task.FromResult(0);

    byte[] Decrypt(string key, byte[] encrypted)
    {
        try
        {
            return protector.Unprotect(encrypted);
        }
        catch (CryptographicException cause)
        {
            throw new EvidenceDamagedException(key, cause);
        }
    }

    /// <summary>Decrypts an entry; null if it was changed or can't be decrypted.</summary>
    byte[]? TryDecrypt(string key, byte[] encrypted)
    {
        try
        {
            return Decrypt(key, encrypted);
        }
        catch (EvidenceDamagedException)
        {
            return null;
        }
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        List<string> found = [];
        await foreach (var text in StreamAsync(command, cancellation).ConfigureAwait(false))
            found.Add(text);
        return found;
    }

    static async IAsyncEnumerable<string> StreamAsync(NpgsqlCommand command, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    yield return reader.GetString(0);
            }
        }
    }
}
