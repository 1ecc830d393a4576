using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>The names of the staff who acted on a session.</summary>
internal sealed class StaffNames(Dictionary<Guid, string> names)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The text for a person whose account no longer exists.</summary>
    public static string Former => L["Former_Staff"];

    public string Of(Guid id) => names.GetValueOrDefault(id, Former);

    public static async Task<StaffNames> ReadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var found = await database
            .Users.Where(user =>
                database.FlagDecisions.Any(row => row.SessionId == sessionId && row.ReviewerId == user.Id)
                || database.ReviewNotes.Any(row => row.SessionId == sessionId && row.AuthorId == user.Id)
                || database.SessionVerdicts.Any(row => row.SessionId == sessionId && row.ReviewerId == user.Id)
                || database.Violations.Any(row => row.SessionId == sessionId && row.AuthorId == user.Id)
                || database.StaffMessages.Any(row => row.SessionId == sessionId && row.AuthorId == user.Id)
            )
            .ToDictionaryAsync(user => user.Id, user => user.Name, cancellation)
            .ConfigureAwait(false);
        return new StaffNames(found);
    }
}
