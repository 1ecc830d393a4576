using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a second person in a picture of the room camera.</summary>
public sealed class RoomPersonsRule : ViolationRule
{
    public RoomPersonsRule()
    {
        WarnCandidate = true;
        // A picture arrives every two seconds.
        HoldFor = TimeSpan.FromSeconds(3);
        MinimumFrames = 3;
        Misses = 1;
        EndAfter = TimeSpan.FromSeconds(8);
    }

    public override ViolationKind Kind { get; } =
        new(
            "room_multiple_persons",
            "Another person seen by the room camera",
            Exams.Severity.High,
            "The room camera showed more than one person. It may be a picture on the wall, a reflection, or a coat or backpack. "
                + "The severity is High only if the score is strong.",
            "Your phone's camera shows another person. Please make sure that you are alone in the room."
        );

    public override bool KeepsPicture => true;

    public override bool WatchesRoom => true;

    /// <summary>The score from which a second person is of High severity, 0.2–1. Backpacks, coats and parts of people at the edge have
    /// less.</summary>
    [Range(0.2, 1)]
    public double StrongThreshold { get; set; } = 0.7;

    public override Finding? Judge(Observation observation)
    {
        if (observation.Room is not { Persons: { } persons } room)
            return null;
        if (persons < 2)
            return Finding.Absent;
        var bodies = SeenObject.Persons(room.Objects ?? [], persons).ToList();
        // The second person makes it a violation, so that person's score is the confidence.
        var score = bodies.Count >= 2 ? bodies[1].Confidence : 0.5;
        return new Finding(true, score)
        {
            AtMost = score >= StrongThreshold ? null : Exams.Severity.Medium,
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{persons} persons, {Math.Min(room.Faces?.Count ?? 0, persons)} of them with a face"
            ),
            Model = room.ObjectModel,
            Boxes = [.. bodies.Select(body => body.Where)],
        };
    }
}
