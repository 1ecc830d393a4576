using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Proctoring.Core.Storage;

/// <summary>Functions on times for queries. Each database writes them differently.</summary>
internal static class TimeFunctions
{
    const long QuarterSeconds = 900;

    /// <summary>The number of the quarter of an hour, counted from the Unix epoch.</summary>
    public static long QuarterOf(DateTime time) => throw new NotSupportedException("Only a query can use this function.");

    /// <summary>Seconds from a fixed time, which depends on the database: only differences have a meaning.</summary>
    public static double SecondsOf(DateTime time) => throw new NotSupportedException("Only a query can use this function.");

    /// <summary>The time at which a quarter of an hour begins, UTC.</summary>
    public static DateTime BeginOf(long quarter) => DateTime.UnixEpoch.AddSeconds(quarter * QuarterSeconds);

    public static void MapTimeFunctions(this ModelBuilder builder, bool postgres)
    {
        builder.HasDbFunction(() => QuarterOf(default)).HasTranslation(time => Quarter(time[0], postgres));
        builder.HasDbFunction(() => SecondsOf(default)).HasTranslation(time => Seconds(time[0], postgres));
    }

    static SqlBinaryExpression Quarter(SqlExpression time, bool postgres)
    {
        SqlExpression seconds = postgres
            ? new SqlUnaryExpression(ExpressionType.Convert, Call("floor", Epoch(time)), typeof(long), LongTypeMapping.Default)
            : new SqlFunctionExpression("unixepoch", [time], true, [true], typeof(long), LongTypeMapping.Default);
        var quarter = new SqlConstantExpression(QuarterSeconds, LongTypeMapping.Default);
        return new SqlBinaryExpression(ExpressionType.Divide, seconds, quarter, typeof(long), LongTypeMapping.Default);
    }

    static SqlExpression Seconds(SqlExpression time, bool postgres) =>
        postgres
            ? Epoch(time)
            : new SqlBinaryExpression(
                ExpressionType.Multiply,
                Call("julianday", time),
                new SqlConstantExpression(86_400.0, DoubleTypeMapping.Default),
                typeof(double),
                DoubleTypeMapping.Default
            );

    static SqlFunctionExpression Epoch(SqlExpression time) =>
        new(
            "date_part",
            [new SqlConstantExpression("epoch", StringTypeMapping.Default), time],
            true,
            [false, true],
            typeof(double),
            DoubleTypeMapping.Default
        );

    static SqlFunctionExpression Call(string name, SqlExpression argument) =>
        new(name, [argument], true, [true], typeof(double), DoubleTypeMapping.Default);
}
