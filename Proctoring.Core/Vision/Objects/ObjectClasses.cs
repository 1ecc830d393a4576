namespace Proctoring.Core.Vision.Objects;

/// <summary>The object classes that matter in an exam, with their COCO names.</summary>
internal static class ObjectClasses
{
    public const string Person = "person";
    public const string Phone = "cell phone";
    public const string Book = "book";
    public const string Television = "tv";
    public const string Laptop = "laptop";

    /// <summary>The classes of the restored NanoDet, in the order of its outputs (models.json).</summary>
    public static readonly IReadOnlyList<string> All = [Person, Television, Laptop, "mouse", "remote", "keyboard", Phone, Book];

    /// <summary>Animals whose faces the face detectors take for a person's.</summary>
    public static readonly IReadOnlyList<string> Animals = ["cat", "dog"];

    /// <summary>The classes of the restored SSD, in the order of its outputs (models.json).</summary>
    public static readonly IReadOnlyList<string> OfSsd = [Person, .. Animals, .. All.Skip(1)];

    /// <summary>Decides whether a class matters here; an operator's detector may have hundreds.</summary>
    public static bool Matter(string name) => OfSsd.Contains(name);
}
