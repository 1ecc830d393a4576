using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a phone or a book in a picture of the room camera. The computer of the exam is in that picture too, so screens and
/// keyboards do not count.</summary>
public sealed class RoomObjectRule : ViolationRule
{
    public RoomObjectRule()
    {
        WarnCandidate = true;
        MinimumFrames = 2;
        Misses = 1;
        EndAfter = TimeSpan.FromSeconds(8);
    }

    public override ViolationKind Kind { get; } =
        new(
            "room_object_detected",
            "Object seen by the room camera",
            Exams.Severity.High,
            "The detectors saw an object such as a phone in the picture of the room camera. They recognise shapes: a wallet or a remote "
                + "control can look like a phone. The severity is High only if the score is strong; a book is never more than Medium.",
            "Your phone's camera shows something that is not allowed in this exam. Please put it out of reach."
        );

    public override bool KeepsPicture => true;

    public override bool WatchesRoom => true;

    /// <summary>The threshold for phones, 0.2–1. Objects are small from the side, so it is higher than for the webcam.</summary>
    [Range(0.2, 1)]
    public double PhoneThreshold { get; set; } = 0.5;

    /// <summary>The threshold for books, 0.2–1.</summary>
    [Range(0.2, 1)]
    public double BookThreshold { get; set; } = 0.65;

    /// <summary>The score from which a phone is of High severity, 0.2–1. A weaker one is Medium.</summary>
    [Range(0.2, 1)]
    public double StrongPhoneThreshold { get; set; } = 0.65;

    /// <summary>Whether phones count.</summary>
    public bool Phones { get; set; } = true;

    /// <summary>Whether books count. A desk often has some, so this is off by default.</summary>
    public bool Books { get; set; }

    public override Finding? Judge(Observation observation)
    {
        if (observation.Room is not { Objects: { } objects } room)
            return null;
        var counted = objects
            .Where(thing =>
                thing.Class switch
                {
                    "cell phone" => Phones && thing.Confidence >= PhoneThreshold,
                    "book" => Books && thing.Confidence >= BookThreshold,
                    _ => false,
                }
            )
            .OrderByDescending(thing => thing.Confidence)
            .ToList();
        if (counted.Count == 0)
            return Finding.Absent;
        var strong = counted.Exists(thing => thing.Class == "cell phone" && thing.Confidence >= StrongPhoneThreshold);
        return new Finding(true, counted[0].Confidence)
        {
            AtMost = strong ? null : Exams.Severity.Medium,
            Detail = string.Join(
                ", ",
                counted.DistinctBy(thing => thing.Class).Select(thing => $"{NameOf(thing)} {BoxPlace.English(thing.Where)}")
            ),
            Model = room.ObjectModel,
            Threshold = counted[0].Class == "book" ? BookThreshold : PhoneThreshold,
            Boxes = [.. counted.Select(thing => thing.Where)],
        };
    }

    static string NameOf(SeenObject thing) => thing.Class == "book" ? "Book" : "Phone-like object";
}
