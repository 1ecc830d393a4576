using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Proctoring.Core.Storage;

namespace Proctoring.Tools.Practice;

/// <summary>Inserts very many rows at once without the context: COPY on PostgreSQL, one prepared statement on SQLite. Only for invented
/// data, because it skips the work of SaveChanges, such as the hash chain.</summary>
internal sealed class BulkRows(ProctoringDb database)
{
    /// <summary>Inserts rows of one entity in the open transaction.</summary>
    public async Task WriteAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellation)
        where T : class
    {
        if (rows.Count == 0)
            return;
        var type = database.Model.FindEntityType(typeof(T))!;
        // The database assigns its own numeric keys.
        List<IProperty> columns =
        [
            .. type.GetProperties().Where(property => !(property.IsPrimaryKey() && property.ClrType == typeof(long))),
        ];
        var names = string.Join(", ", columns.Select(column => $"\"{column.GetColumnName()}\""));
        var connection = database.Database.GetDbConnection();
        if (connection is NpgsqlConnection postgres)
            await CopyAsync(postgres, $"COPY \"{type.GetTableName()}\" ({names}) FROM STDIN (FORMAT BINARY)", columns, rows, cancellation)
                .ConfigureAwait(false);
        else
            await InsertAsync(
                    connection,
                    $"INSERT INTO \"{type.GetTableName()}\" ({names}) VALUES "
                        + $"({string.Join(", ", columns.Select((_, index) => $"@p{index}"))})",
                    columns,
                    rows,
                    cancellation
                )
                .ConfigureAwait(false);
    }

    static async Task CopyAsync<T>(
        NpgsqlConnection connection,
        string command,
        List<IProperty> columns,
        IEnumerable<T> rows,
        CancellationToken cancellation
    )
        where T : class
    {
        await using var writer = await connection.BeginBinaryImportAsync(command, cancellation).ConfigureAwait(false);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellation).ConfigureAwait(false);
            foreach (var column in columns)
            {
                if (Value(column, row) is { } value)
                    await writer.WriteAsync(value, cancellation).ConfigureAwait(false);
                else
                    await writer.WriteNullAsync(cancellation).ConfigureAwait(false);
            }
        }

        await writer.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    async Task InsertAsync<T>(
        DbConnection connection,
        string sql,
        List<IProperty> columns,
        IEnumerable<T> rows,
        CancellationToken cancellation
    )
        where T : class
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text contains only names of our own model.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = database.Database.CurrentTransaction?.GetDbTransaction();
        for (var index = 0; index < columns.Count; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{index}";
            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var index = 0; index < columns.Count; index++)
                command.Parameters[index].Value = Value(columns[index], row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    static object? Value<T>(IProperty column, T row)
        where T : class
    {
        var value = column.PropertyInfo!.GetValue(row);
        return column.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
    }
}
