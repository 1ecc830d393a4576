using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Remembers the objects of a session's last pass, because not every frame is searched. Not thread-safe.</summary>
internal sealed class ObjectMemory
{
    /// <summary>How long a pass is valid. Quick passes run every two or three seconds.</summary>
    static readonly TimeSpan Valid = TimeSpan.FromSeconds(6);

    /// <summary>A screen around a face needs this score, because it only supports another sign.</summary>
    const float LeastScreen = 0.35f;

    /// <summary>An animal needs this score to take a face away.</summary>
    public const float LeastAnimal = 0.5f;

    /// <summary>The share of a face that lies in the box around it.</summary>
    const float Inside = 0.8f;

    /// <summary>The share of a person that may lie outside the screen that shows this person. People in front of a screen reach far below
    /// it.</summary>
    const float MostOutside = 0.3f;

    /// <summary>A person's own face is in this upper part of the person's box.</summary>
    const float Upper = 0.45f;

    static readonly HashSet<string> Screens = [ObjectClasses.Phone, ObjectClasses.Television, ObjectClasses.Laptop];

    IReadOnlyList<ReadObject> things = [];
    DateTime seenAt = DateTime.MinValue;

    /// <summary>Records a pass; null if it failed.</summary>
    public void Saw(ObjectsRead? read, DateTime at)
    {
        if (read is not null)
            (things, seenAt) = (read.Objects, at);
    }

    /// <summary>Decides whether a phone, a television or a laptop surrounds a face; null if there was no recent pass.</summary>
    public bool? OnScreen(Box face, DateTime at)
    {
        if (at - seenAt > Valid)
            return null;
        foreach (var thing in things)
        {
            if (thing.Score >= LeastScreen && Screens.Contains(thing.Class) && Overlap.ShareInside(face, thing.Where) >= Inside)
                return !StandsInFront(face, thing.Where);
        }

        return false;
    }

    /// <summary>Decides whether a face is that of a cat or a dog.</summary>
    public bool IsAnimal(Box face, DateTime at) => at - seenAt <= Valid && IsAnimal(face, things);

    /// <summary>Decides whether a face lies in a cat or a dog, and not in the upper part of a person.</summary>
    public static bool IsAnimal(Box face, IReadOnlyList<ReadObject> things)
    {
        var animal = false;
        foreach (var thing in things)
        {
            if (thing.Class == ObjectClasses.Person && thing.Score >= ObjectReader.PersonThreshold && IsHead(face, thing.Where))
                return false;
            animal |= thing.IsAnimal && thing.Score >= LeastAnimal && Overlap.ShareInside(face, thing.Where) >= Inside;
        }

        return animal;
    }

    bool StandsInFront(Box face, Box screen)
    {
        foreach (var thing in things)
        {
            if (
                thing.Class == ObjectClasses.Person
                && thing.Score >= ObjectReader.PersonThreshold
                && IsHead(face, thing.Where)
                && Overlap.ShareInside(thing.Where, screen) < 1 - MostOutside
            )
                return true;
        }

        return false;
    }

    static bool IsHead(Box face, Box person) =>
        Overlap.ShareInside(face, person) >= Inside && face.Y + (face.Height / 2) <= person.Y + (person.Height * Upper);
}
