using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Evidence;

/// <summary>Checks at each request whether the viewer of a link may still see the session: a right that ended also closes old
/// links.</summary>
internal sealed class EvidenceRights(IDbContextFactory<ProctoringDb> databases, CallerLookup callers, ApiOrigins origins)
{
    public async Task<bool> MaySeeAsync(EvidenceViewer viewer, Guid sessionId, HttpContext request)
    {
        var cancellation = request.RequestAborted;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        switch (viewer.Kind)
        {
            case EvidenceViewerKind.Staff:
                return await request.StaffViewerAsync(StaffPolicies.Read) is { UserId: { } user } staff
                    && viewer.Id == user.ToString("N")
                    && (
                        await database.Sessions.SeenBy(database, staff).AnyAsync(session => session.Id == sessionId, cancellation)
                        || await database.Sessions.CalibratedBy(database, staff).AnyAsync(session => session.Id == sessionId, cancellation)
                    );
            case EvidenceViewerKind.Candidate:
                // Candidates see their own pictures on the result page, which outlives the right to take the exam.
                return await database.Sessions.AnyAsync(session => session.Id == sessionId && session.TokenHash == viewer.Id, cancellation);
            case EvidenceViewerKind.ApiKey or EvidenceViewerKind.OpenApi:
                var caller =
                    viewer.Kind == EvidenceViewerKind.OpenApi
                        ? (origins.Open ? ApiCaller.Anybody : null)
                        : await callers.ByKeyIdAsync(Guid.ParseExact(viewer.Id, "N"), cancellation);
                return caller is not null
                    && await database.SessionNumbers.SeenBy(caller).AnyAsync(session => session.SessionId == sessionId, cancellation);
            case EvidenceViewerKind.SharedResult:
                return await database.Reports.AnyAsync(report => report.SessionId == sessionId, cancellation);
            default:
                return false;
        }
    }
}
