namespace Proctoring.Core.Authoring;

/// <summary>How much an import accepts. A larger file gets an error that names the limit.</summary>
internal static class ImportLimits
{
    /// <summary>The size of the uploaded file in bytes.</summary>
    public const int FileBytes = 50_000_000;

    /// <summary>The size of an archive's content in bytes.</summary>
    public const long UnpackedBytes = 200_000_000;

    /// <summary>The number of entries of an archive.</summary>
    public const int Entries = 5_000;

    /// <summary>How many times larger than its compressed size an entry of more than a megabyte may be.</summary>
    public const int CompressionRatio = 200;

    /// <summary>The number of questions in a file.</summary>
    public const int Questions = ExamContentCheck.MostQuestions;

    /// <summary>The size of a row of a table in bytes.</summary>
    public const int RowBytes = 500_000;

    /// <summary>The size of a picture in bytes.</summary>
    public const int MediaBytes = ExamContentCheck.LargestFile;

    /// <summary>The size of all pictures in bytes.</summary>
    public const long AllMediaBytes = 100_000_000;

    /// <summary>The number of pictures.</summary>
    public const int MediaFiles = 2_000;

    /// <summary>The number of problems that are listed.</summary>
    public const int Problems = 2_000;

    /// <summary>The depth of nested elements of an XML file or a JSON file.</summary>
    public const int Depth = 100;
}
