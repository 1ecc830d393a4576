namespace Proctoring.Core.Vision.Objects;

/// <summary>The things that matter in an exam, by their names in COCO.</summary>
internal static class ObjectClasses
{
    public const string Person = "person";
    public const string Phone = "cell phone";
    public const string Book = "book";

    /// <summary>The classes that the restored detectors were cut down to, in the order of their outputs (models.json).</summary>
    public static readonly IReadOnlyList<string> All = [Person, "tv", "laptop", "mouse", "remote", "keyboard", Phone, Book];
}
