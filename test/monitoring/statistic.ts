/** The statistics of a metric, percentiles and trimmed ones included (AWS: "CloudWatch statistics definitions"). */
export const STATISTIC = /^(?:SampleCount|Average|Sum|Minimum|Maximum|IQM|(?:p|tm|wm|tc|ts)\d{1,2}(?:\.\d+)?)$/;
