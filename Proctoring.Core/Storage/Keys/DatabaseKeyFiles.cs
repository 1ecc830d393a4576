using Npgsql;

namespace Proctoring.Core.Storage.Keys;

/// <summary>Stores the keys in a table of PostgreSQL, so that every server of an installation has the same.</summary>
internal sealed class DatabaseKeyFiles(NpgsqlDataSource database) : IKeyFiles
{
    public string Place => "the table KeyFiles of the database";

    public bool Exists(string name)
    {
        using var command = database.CreateCommand("""SELECT EXISTS (SELECT 1 FROM "KeyFiles" WHERE "Name" = $1)""");
        command.Parameters.Add(new() { Value = name });
        return command.ExecuteScalar() is true;
    }

    public byte[] Read(string name)
    {
        using var command = database.CreateCommand("""SELECT "Content" FROM "KeyFiles" WHERE "Name" = $1""");
        command.Parameters.Add(new() { Value = name });
        return command.ExecuteScalar() as byte[] ?? throw new FileNotFoundException($"{Place} has no {name}.", name);
    }

    public IReadOnlyList<string> Names()
    {
        using var command = database.CreateCommand("""SELECT "Name" FROM "KeyFiles" """);
        using var reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    public async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var command = Writing(name, content);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes a file from code that cannot wait.</summary>
    public void Write(string name, ReadOnlyMemory<byte> content)
    {
        using var command = Writing(name, content);
        command.ExecuteNonQuery();
    }

    NpgsqlCommand Writing(string name, ReadOnlyMemory<byte> content)
    {
        var command = database.CreateCommand(
            """INSERT INTO "KeyFiles" ("Name", "Content") VALUES ($1, $2) ON CONFLICT ("Name") DO UPDATE SET "Content" = $2"""
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = content.ToArray() });
        return command;
    }
}
