using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Proctoring.Core.Storage;

/// <summary>A function on ids for queries.</summary>
internal static class IdFunctions
{
    static readonly StringTypeMapping Text = new("text", DbType.String);

    /// <summary>The id as text whose order is that of the ids. PostgreSQL has no smallest uuid, and a language may sort letters in another
    /// order than their bytes.</summary>
    public static string OrderOf(Guid id) => throw new NotSupportedException("Only a query can use this function.");

    public static void MapIdFunctions(this ModelBuilder builder, bool postgres) =>
        builder
            .HasDbFunction(() => OrderOf(default))
            .HasTranslation(id =>
            {
                var text = new SqlUnaryExpression(ExpressionType.Convert, id[0], typeof(string), Text);
                // SQLite stores ids as text and compares bytes.
                return postgres ? new CollateExpression(text, "C") : text;
            });
}
