using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Summarises a session's observations for one page: a row of facts for each of a few hundred equal steps, and the gaps of the
/// sensors.</summary>
internal sealed class SessionTimeline(IDbContextFactory<ProctoringDb> databases, SeriesStore series, RuleCatalog rules, TimeProvider time)
{
    /// <summary>The number of steps of a session.</summary>
    public const int Steps = 480;

    /// <summary>The timeline; null if the viewer cannot see such a session, or it has not started.</summary>
    public async Task<Timeline?> ReadAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.ReadBy(database, viewer)
            .Where(row => row.Id == sessionId && row.StartedAt != null)
            .Select(row => new
            {
                row.StartedAt,
                row.FinishedAt,
                row.Policy,
                row.Accommodations,
                Answers = row.Answers.Select(answer => answer.AnsweredAt).ToList(),
                Agreed = database.Consents.FirstOrDefault(consent => consent.SessionId == row.Id),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var chunks = await series.ReadAsync(sessionId, cancellation).ConfigureAwait(false);
        var from = session.StartedAt!.Value;
        var to = session.FinishedAt ?? time.GetUtcNow().UtcDateTime;
        if (chunks.Count > 0 && session.FinishedAt is null)
            to = chunks[^1].ToAt;
        var roomUse = rules.RoomCameraOf(session.Policy, session.Agreed?.RoomCamera);
        var room = await database.UsesRoomCameraAsync(sessionId, roomUse, cancellation).ConfigureAwait(false);
        var steps = new TimelineSteps(from, to > from ? to : from.AddSeconds(1), Steps);
        var gaps = SessionGaps.Read(
            chunks,
            steps.To,
            observation =>
            {
                cancellation.ThrowIfCancellationRequested();
                steps.Add(observation);
            }
        );
        return new Timeline(steps.From, steps.To, steps.ToList(gaps), [.. session.Answers.Order()], chunks.Count > 0)
        {
            Gaps = gaps,
            Monitored = SensorCoverage.Of(
                gaps,
                steps.From,
                steps.To,
                SessionSensors.Of(
                    rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations)),
                    startedHere: true,
                    rules.ScreenOf(session.Policy, new ScreenCapture(session.Agreed?.ScreenSeconds)).IsOn,
                    room
                )
            ),
        };
    }
}

/// <summary>A session from its start to its end.</summary>
/// <param name="From">The start, UTC.</param>
/// <param name="To">The end, or the latest known time, UTC.</param>
/// <param name="Steps">Equal parts of the time between, in order.</param>
/// <param name="Answers">When answers were last given, UTC.</param>
/// <param name="Kept">Whether any observations were stored.</param>
public sealed record Timeline(DateTime From, DateTime To, IReadOnlyList<TimelineStep> Steps, IReadOnlyList<DateTime> Answers, bool Kept)
{
    /// <summary>The spans in which a sensor delivered nothing usable, in the order of their beginning.</summary>
    public IReadOnlyList<SensorGapSpan> Gaps { get; init; } = [];

    /// <summary>How much of the session each sensor was monitored.</summary>
    public IReadOnlyList<SensorCoverage> Monitored { get; init; } = [];
}

/// <summary>The facts of one step; null if no model looked.</summary>
/// <param name="Faces">The most faces at once.</param>
/// <param name="FaceAway">The share of the observations without a face, 0–1.</param>
/// <param name="Yaw">The widest turn of the head in degrees, positive to the picture's right.</param>
/// <param name="Speech">The largest share of speech in a piece of sound, 0–1.</param>
/// <param name="Connected">False if the connection was lost at any time in it.</param>
/// <param name="Blind">Whether nothing was monitored: no frame arrived, or the models failed.</param>
public sealed record TimelineStep(int? Faces, double? FaceAway, float? Yaw, float? Speech, bool? Connected, bool Blind);
