using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a second person whose face is not visible.</summary>
public sealed class MultiplePersonsRule : ViolationRule
{
    public MultiplePersonsRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(3);
        MinimumFrames = 3;
        Misses = 1;
        EndAfter = TimeSpan.FromSeconds(5);
    }

    public override ViolationKind Kind { get; } =
        new(
            "multiple_persons",
            "Another person in view",
            Exams.Severity.High,
            "The detector counted more than one person, but at most one face. It may be a person who is turned away, "
                + "a picture on the wall, or a coat or backpack. The severity is High only if the score is strong.",
            "We can see another person. Please make sure that you are alone in the room."
        );

    public override bool KeepsPicture => true;

    /// <summary>The part of a head above its face, in faces. Hair and hats take up to half a face.</summary>
    const float MostAbove = 1;

    /// <summary>The distance of a head from the middle of its body, in widths of the body.</summary>
    const float MostAside = 0.25f;

    /// <summary>The width of a body in faces. Shoulders are three faces wide, and arms reach beyond them.</summary>
    const float MostWidth = 5;

    /// <summary>The score from which a second person is of High severity, 0.2–1. Backpacks, coats and parts of people at the edge have
    /// less.</summary>
    [Range(0.2, 1)]
    public double StrongThreshold { get; set; } = 0.7;

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Persons: { } persons, Faces: { } faces, People: { } people })
            return null;
        // Two faces belong to multiple_faces_detected; one situation must not raise two flags.
        if (persons < 2 || people >= 2)
            return Finding.Absent;
        var counted = SeenObject.Persons(observation.Objects ?? [], persons).ToList();
        var bodies = counted.FindAll(body => !IsPoster(body.Where, faces));
        persons -= counted.Count - bodies.Count;
        if (persons < 2)
            return Finding.Absent;
        // The second person makes it a violation, so that person's score is the confidence.
        var score = bodies.Count >= 2 ? bodies[1].Confidence : 0.5;
        return new Finding(true, score)
        {
            AtMost = score >= StrongThreshold ? null : Exams.Severity.Medium,
            Detail = string.Create(CultureInfo.InvariantCulture, $"{persons} persons, {people} of them with a face"),
            Model = observation.ObjectModel,
            Boxes = [.. bodies.Select(body => body.Where)],
        };
    }

    /// <summary>Decides whether a body's head is a face that never moves, and no other face. A person before a poster hides the part of it
    /// that is behind the own head.</summary>
    static bool IsPoster(Box body, IReadOnlyList<SeenFace> faces)
    {
        var still = false;
        foreach (var face in faces)
        {
            if (face.Still != true && IsInUpperHalf(face.Where, body))
                return false;
            still |= face.Still == true && IsHead(face.Where, body);
        }

        return still;
    }

    /// <summary>Decides whether the middle of a face lies in the upper half of a body.</summary>
    static bool IsInUpperHalf(Box face, Box body)
    {
        var (x, y) = (face.X + (face.Width / 2), face.Y + (face.Height / 2));
        return x >= body.X && x <= body.X + body.Width && y >= body.Y && y <= body.Y + (body.Height / 2);
    }

    /// <summary>Decides whether a face is at the place of a body's head: at its top, near its middle, and not too small for it.</summary>
    static bool IsHead(Box face, Box body)
    {
        var aside = face.X + (face.Width / 2) - body.X - (body.Width / 2);
        return IsInUpperHalf(face, body)
            && face.Y - body.Y <= MostAbove * face.Height
            && Math.Abs(aside) <= MostAside * body.Width
            && body.Width <= MostWidth * face.Width;
    }
}
